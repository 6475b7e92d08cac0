import Glibc
import Synchronization

/// Which files are as this process has left them.
final class LMDBKnownFiles: Sendable {
    private struct Mark: Equatable {
        let node: UInt
        let size: Int
        let seconds: Int
        let nanoseconds: Int
    }

    private let marks = Mutex<[String: Mark]>([:])

    /// Whether nobody else has written to a file since ``note(_:)``.
    func isUnchanged(_ path: String) -> Bool {
        guard let mark = Self.mark(path) else { return false }
        return marks.withLock { $0[path] == mark }
    }

    /// This process has written a file.
    func note(_ path: String) {
        let mark = Self.mark(path)
        marks.withLock { $0[path] = mark }
    }

    private static func mark(_ path: String) -> Mark? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Mark(
            node: UInt(status.st_ino), size: Int(status.st_size), seconds: status.st_mtim.tv_sec,
            nanoseconds: status.st_mtim.tv_nsec)
    }
}
