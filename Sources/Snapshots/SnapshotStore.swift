/// Where snapshots are kept: for each partition the newest, and in most stores the one before it. Where that is not kept, sinks that
/// are set back to before the newest, or damage to it, mean a replay of everything.
///
/// An entry is kept under its number and the generation of the snapshot that wrote it, with its check value at its end. A
/// snapshot consists of the newest of each number that is not of a later generation than it is, and not of an earlier one than
/// its base. What drafts have written that were never published belongs to none.
package protocol SnapshotStore: Sendable {
    /// Whether another process, on any machine, finds here what this one has written.
    var isShared: Bool { get }

    /// Where the snapshots of a partition are, in words for people.
    func place(of name: SnapshotName) -> String

    /// Of which partitions of a pipeline snapshots are kept.
    func names(of pipeline: String) throws(SnapshotError) -> [SnapshotName]

    /// The snapshots that were published, newest first: at most two, and what is wrong with others.
    ///
    /// - Throws: where nothing can be read.
    func heads(of name: SnapshotName) throws(SnapshotError) -> (heads: [SnapshotHead], problems: [SnapshotError])

    /// Shows the entries of a snapshot whose numbers are in a range, in their order, each as it is kept: with its check value in
    /// the last four bytes, not looked at. One that is missing is passed over.
    func read(
        _ entries: Range<Int>, of head: SnapshotHead, _ name: SnapshotName,
        _ body: (Int, UnsafeRawBufferPointer) throws(SnapshotError) -> Void
    ) throws(SnapshotError)

    /// Begins a snapshot. With its first entries it takes the writing of this partition's snapshots away from whoever did it
    /// before; it fails with ``SnapshotError/superseded(place:)``, and takes nothing away, when the one it goes on from is not
    /// there any more, or somebody else has published another since.
    ///
    /// - Parameters:
    ///   - head: the published snapshot since which entries have changed; later ones are dropped. Nil when all entries will be
    ///     written.
    ///   - generation: of the newest snapshot that is known: later ones are somebody else's. Nil when whatever is there is taken
    ///     over.
    func begin(
        _ name: SnapshotName, after head: SnapshotHead?, newest generation: Int64?
    ) throws(SnapshotError) -> any SnapshotDraft

    /// Puts out of the way what cannot be read, so that it can be looked at and snapshots begin anew.
    ///
    /// - Returns: where it is now; nil where it was not moved.
    func setAside(_ name: SnapshotName) -> String?

    /// Removes what belongs to no snapshot, and gives the room back where that can be done.
    ///
    /// - Returns: what became of each place that has snapshots of these partitions; several may share one.
    func compact(_ names: [SnapshotName]) throws(SnapshotError) -> [SnapshotCompaction]
}
