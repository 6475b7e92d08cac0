/// Why a snapshot could not be written or used.
package enum SnapshotError: Error, Equatable, Sendable, CustomStringConvertible {
    /// It is not what was written.
    case damaged(place: String, reason: String)
    /// It was written by a version of Millrace whose snapshots this one does not read.
    case foreign(place: String, version: String)
    /// Somebody else has written snapshots of the partition since: what was being written is not published.
    case superseded(place: String)
    /// The store cannot be reached at the moment; it may have what is looked for.
    case unreachable(place: String, reason: String)
    /// The store, or the operating system, refused.
    case failed(operation: String, place: String, reason: String)

    /// Whether what is kept cannot be read, now or later.
    var isUnreadable: Bool {
        switch self {
        case .damaged, .foreign: true
        case .superseded, .unreachable, .failed: false
        }
    }

    package var description: String {
        switch self {
        case .damaged(let place, let reason): "the snapshot \(place) is damaged: \(reason); it is not used"
        case .foreign(let place, let version):
            "the snapshot \(place) is of another version of Millrace (\(version)); it is not used, and may be deleted"
        case .superseded(let place): "another process has written snapshots to \(place) since"
        case .unreachable(let place, let reason): "the snapshots \(place) cannot be reached: \(reason)"
        case .failed(let operation, let place, let reason): "cannot \(operation) \(place): \(reason)"
        }
    }
}
