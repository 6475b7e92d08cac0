/// What became of a place of snapshots when room was to be given back.
package enum SnapshotCompaction: Equatable, Sendable {
    /// It had, and has now, so many bytes.
    case done(place: String, before: Int64, after: Int64)
    /// Nothing has to be done there; a sentence says why.
    case needless(String)
}
