/// A snapshot that is being written. Nobody sees it before it is published; one that is dropped leaves nothing that counts.
package protocol SnapshotDraft: AnyObject {
    /// Writes entries, each with its check value, now or later.
    ///
    /// - Throws: ``SnapshotError/superseded(place:)`` when somebody else has begun a snapshot since, or why it cannot be written.
    func put(_ entries: SnapshotEntries, checks: [UInt32]) throws(SnapshotError)

    /// Makes it the newest snapshot, wholly or not at all, and durably. Entries that belong to no snapshot that
    /// the store keeps are removed.
    ///
    /// - Returns: the head with its generation, which is greater than those of all before it, and its base.
    func publish(_ head: SnapshotHead) throws(SnapshotError) -> SnapshotHead
}
