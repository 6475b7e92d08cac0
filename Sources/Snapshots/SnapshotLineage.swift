/// The snapshots of one open partition, as the one who has it adds to them.
///
/// `@unchecked Sendable`: one thread at a time uses it, and hands it on by a queue or a lock.
package final class SnapshotLineage: @unchecked Sendable {
    private let name: SnapshotName
    /// The newest one that holds what this one has written; nil when the next must hold everything.
    private var newest: SnapshotHead?
    /// The generation of the newest that there was, also after an error: later ones are somebody else's. Nil before it has seen
    /// any, and where what there is cannot be read: then it takes the writing over.
    private var known: Int64?
    /// The check value of each entry.
    private var checks: [UInt32]
    private var draft: (any SnapshotDraft)?

    /// Of a partition whose state is built anew.
    package init(_ name: SnapshotName) {
        self.name = name
        checks = []
    }

    /// - Parameters:
    ///   - head: the snapshot from which the state was restored.
    ///   - newest: the generation of the newest one.
    ///   - checks: the check value of each of its entries.
    init(_ name: SnapshotName, after head: SnapshotHead, newest known: Int64, checks: [UInt32]) {
        self.name = name
        self.known = known
        newest = head
        self.checks = checks
    }

    /// Whether the next snapshot needs only what has changed since the last one.
    package var isContinuable: Bool { newest != nil }

    /// Writes entries of the next snapshot; the first ones begin it.
    package func put(_ entries: SnapshotEntries, in store: any SnapshotStore) throws(SnapshotError) {
        try whole(store) { () throws(SnapshotError) in
            var values: [UInt32] = []
            values.reserveCapacity(entries.count)
            try entries.forEach { number, bytes in
                let value = CRC32C.value(of: bytes)
                values.append(value)
                if number >= checks.count { checks += repeatElement(0, count: number + 1 - checks.count) }
                checks[number] = value
            }
            try begun(in: store).put(entries, checks: values)
        }
    }

    /// Publishes the snapshot whose entries have been written.
    package func publish(_ head: SnapshotHead, in store: any SnapshotStore) throws(SnapshotError) {
        try whole(store) { () throws(SnapshotError) in
            let draft = try begun(in: store)
            var head = head
            precondition(checks.count == head.entryCount, "every entry of \(name) is written")
            head.digest = SnapshotDigest(of: checks).value
            let published = try draft.publish(head)
            (newest, known) = (published, published.generation)
            self.draft = nil
        }
    }

    /// Drops what has been written since the last snapshot: the next one holds everything.
    package func drop() {
        draft = nil
        newest = nil
        checks = []
    }

    private func begun(in store: any SnapshotStore) throws(SnapshotError) -> any SnapshotDraft {
        if let draft { return draft }
        let begun = try store.begin(name, after: newest, newest: known)
        draft = begun
        return begun
    }

    /// Runs `body`, after whose failure the next snapshot holds everything. Somebody else's is gone on behind only once it has
    /// been seen: who was paused has the time to find out that the partition is not its own any more, and whose it is writes
    /// again.
    private func whole(_ store: any SnapshotStore, _ body: () throws(SnapshotError) -> Void) throws(SnapshotError) {
        do throws(SnapshotError) {
            try body()
        } catch {
            drop()
            if case .superseded = error { known = (try? store.heads(of: name))?.heads.first?.generation }
            throw error
        }
    }
}
