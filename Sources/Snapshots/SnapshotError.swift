/// Why a snapshot could not be written or used.
package enum SnapshotError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file is not what was written.
    case damaged(path: String, reason: String)
    /// The operating system refused.
    case failed(operation: String, path: String, reason: String)

    package var description: String {
        switch self {
        case .damaged(let path, let reason):
            "the snapshot \(path) is damaged: \(reason); it is left as it is and not used"
        case .failed(let operation, let path, let reason): "cannot \(operation) \(path): \(reason)"
        }
    }
}
