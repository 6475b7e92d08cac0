/// Copies of some entries of a state, on their way to a store.
package struct SnapshotEntries: Sendable {
    private var bytes: [UInt8] = []
    private var items: [(number: Int, end: Int)] = []

    package init() {}

    package var isEmpty: Bool { items.isEmpty }
    package var count: Int { items.count }
    package var byteCount: Int { bytes.count }
    /// The numbers of the entries, in the order in which they were added.
    package var numbers: [Int] { items.map(\.number) }

    package mutating func reserve(_ byteCount: Int) { bytes.reserveCapacity(byteCount) }

    /// Adds an entry, whose bytes `write` appends.
    package mutating func append(_ number: Int, _ write: (inout [UInt8]) -> Void) {
        write(&bytes)
        items.append((number, bytes.count))
    }

    /// Shows each entry, in the order in which they were added.
    package func forEach(
        _ body: (Int, UnsafeRawBufferPointer) throws(SnapshotError) -> Void
    ) throws(SnapshotError) {
        try bytes.withBytes { all throws(SnapshotError) in
            var start = 0
            for (number, end) in items {
                try body(number, UnsafeRawBufferPointer(rebasing: all[start..<end]))
                start = end
            }
        }
    }
}
