package import Snapshots

/// What a store goes through: snapshots that go well, are broken off, go on from the newest or from the one before, or are whole
/// again.
package enum SnapshotHistory {
    /// Lives through a history that is another one each time.
    ///
    /// - Returns: what is wrong; nil when both snapshots were what was written after each step.
    package static func fault(
        in store: any SnapshotStore, _ name: SnapshotName, rounds: Int
    ) throws(SnapshotError) -> String? {
        var generator = SystemRandomNumberGenerator()
        var lineage = SnapshotLineage(name)
        var state = SnapshotState(4)
        var kept: [(offset: Int64, state: SnapshotState)] = []
        var base = Int64.max
        for offset in 1...Int64(rounds) {
            state.change(by: &generator)
            switch Int.random(in: 0..<10, using: &generator) {
            case 0:
                try putMost(of: &state, lineage, in: store)
                lineage.drop()
                base = .max
            case let step where step < 3:
                // Killed, perhaps while it wrote.
                if step == 1 { try putMost(of: &state, lineage, in: store) }
                let limit = Bool.random(using: &generator) ? .max : (kept.last?.offset ?? 0) - 1
                let loaded = SnapshotState.load(name, notAfter: limit, from: store)
                guard loaded.state == kept.last(where: { $0.offset == loaded.offset })?.state else {
                    return "in round \(offset) another state was loaded"
                }
                base = loaded.offset ?? .max
                (state, lineage) = (loaded.state ?? SnapshotState(2), loaded.lineage)
            default:
                try state.save(at: offset, lineage, in: store)
                kept = kept.filter { $0.offset <= base }.suffix(1) + [(offset, state)]
                base = offset
            }
            let (heads, problems) = try store.heads(of: name)
            guard problems.isEmpty, heads.count <= 2 else {
                return "in round \(offset) there are \(heads), \(problems)"
            }
            for head in heads {
                try store.verify(head, of: name)
                let loaded = SnapshotState.load(name, notAfter: head.offset, from: store)
                guard loaded.state == kept.last(where: { $0.offset == head.offset })?.state else {
                    return "in round \(offset) the snapshot of \(head.offset) is not what was written"
                }
            }
        }
        return nil
    }

    /// Two processes have a partition: who begins a snapshot later has the writing, and the first says so.
    ///
    /// - Parameters:
    ///   - state: what was written last.
    ///   - first: what the first process goes on from.
    /// - Returns: what is wrong; nil when only the later one's snapshot is there.
    package static func faultOfTwoWriters(
        in store: any SnapshotStore, _ others: any SnapshotStore, _ name: SnapshotName, _ state: inout SnapshotState,
        _ first: SnapshotLineage
    ) throws(SnapshotError) -> String? {
        try state.save(at: 5, first, in: store)
        let second = SnapshotState.load(name, notAfter: 100, from: others).lineage
        state.set(1, [9])
        try state.save(at: 6, second, in: others)
        do throws(SnapshotError) {
            try state.save(at: 7, first, in: store)
            return "the first one wrote on"
        } catch {
            guard error == .superseded(place: store.place(of: name)) else { throw error }
        }
        return SnapshotState.load(name, notAfter: 100, from: store).offset == 6
            ? nil : "the later one's is not the newest"
    }

    /// One process fails to write a snapshot, and is paused; another has the partition meanwhile.
    ///
    /// - Parameter others: the same store, as the other opened it.
    /// - Returns: what is wrong; nil when the one that goes on disturbs nothing, and writes again once it has seen the other's.
    package static func faultAfterAPause(
        in store: any SnapshotStore, _ others: any SnapshotStore, _ name: SnapshotName
    ) throws(SnapshotError) -> String? {
        let first = SnapshotLineage(name)
        var state = SnapshotState(10)
        try state.save(at: 1, first, in: store)
        try putMost(of: &state, first, in: store)
        first.drop()
        let second = SnapshotState.load(name, notAfter: 9, from: others).lineage
        for offset in Int64(2)...3 {
            state.set(1, [UInt8(offset)])
            try state.save(at: offset, second, in: others)
            var older = SnapshotState(10)
            do throws(SnapshotError) {
                try older.save(at: 1, first, in: store)
                return "it wrote over what it had not seen"
            } catch {
                guard error == .superseded(place: store.place(of: name)) else { throw error }
            }
            let loaded = SnapshotState.load(name, notAfter: 9, from: store)
            guard loaded.offset == offset, loaded.state == state else {
                return "the other's snapshot is not the newest"
            }
        }
        try state.save(at: 4, first, in: store)
        let loaded = SnapshotState.load(name, notAfter: 9, from: others)
        return loaded.offset == 4 && loaded.state == state ? nil : "who has seen the other's does not write"
    }

    private static func putMost(
        of state: inout SnapshotState, _ lineage: SnapshotLineage, in store: any SnapshotStore
    ) throws(SnapshotError) {
        for lot in state.lots(isWhole: !lineage.isContinuable).dropLast() { try lineage.put(lot, in: store) }
    }
}
