package import Snapshots

/// A state of numbered entries that changes at random, and the snapshots it makes of itself.
package struct SnapshotState: Equatable {
    package var entries: [[UInt8]] = []
    package var payload: [UInt8] = []
    private var changed: Set<Int> = []

    /// - Parameter count: how many entries it has.
    package init(_ count: Int = 0, of byteCount: Int = 20) {
        for number in 0..<count { set(number, Array(repeating: UInt8(number % 251), count: byteCount)) }
    }

    package static func == (left: SnapshotState, right: SnapshotState) -> Bool {
        (left.entries, left.payload) == (right.entries, right.payload)
    }

    package mutating func set(_ number: Int, _ bytes: [UInt8]) {
        if number == entries.count { entries.append(bytes) } else { entries[number] = bytes }
        changed.insert(number)
    }

    /// Changes some entries, and may add one.
    package mutating func change(by generator: inout SystemRandomNumberGenerator) {
        for _ in 0..<Int.random(in: 0...5, using: &generator) {
            let number = Int.random(in: 0...entries.count, using: &generator)
            let count = Int.random(in: 0...9_000, using: &generator)
            set(number, Array(repeating: .random(in: 0...255, using: &generator), count: count))
        }
        payload = [.random(in: 0...255, using: &generator)]
    }

    /// What has changed since the last time, or everything, in lots of at most so many entries.
    package mutating func lots(isWhole: Bool, of most: Int = 3) -> [SnapshotEntries] {
        let numbers = isWhole ? Array(entries.indices) : changed.sorted()
        changed = []
        return stride(from: 0, to: numbers.count, by: most).map { start in
            var lot = SnapshotEntries()
            for number in numbers[start..<min(start + most, numbers.count)] {
                lot.append(number) { $0 += entries[number] }
            }
            return lot
        }
    }

    package func head(at offset: Int64, fingerprint: UInt64 = 7) -> SnapshotHead {
        SnapshotHead(
            offset: offset, start: 0, input: 3, fingerprint: fingerprint, entryCount: entries.count, payload: payload)
    }

    /// Writes a snapshot of it.
    package mutating func save(
        at offset: Int64, fingerprint: UInt64 = 7, _ lineage: SnapshotLineage, in store: any SnapshotStore
    ) throws(SnapshotError) {
        for lot in lots(isWhole: !lineage.isContinuable) { try lineage.put(lot, in: store) }
        try lineage.publish(head(at: offset, fingerprint: fingerprint), in: store)
    }

    /// The newest usable state in a store.
    package static func load(
        _ name: SnapshotName, notAfter offset: Int64, start: Int64 = 0, fingerprint: UInt64 = 7,
        from store: any SnapshotStore
    ) -> (state: SnapshotState?, offset: Int64?, lineage: SnapshotLineage, remarks: [String]) {
        let loaded = try? store.load(name, notAfter: offset, start: start, fingerprint: fingerprint) {
            head, visit throws(SnapshotError) in
            var state = SnapshotState()
            state.payload = head.payload
            try visit { entry in
                state.entries.append(Array(entry))
                return true
            }
            return state
        }
        return (
            loaded?.found?.state, loaded?.found?.head.offset, loaded?.found?.lineage ?? SnapshotLineage(name),
            loaded?.remarks ?? ["the store cannot be reached"]
        )
    }
}
