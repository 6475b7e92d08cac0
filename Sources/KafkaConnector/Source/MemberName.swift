import Foundation

/// The name by which a consumer group knows this process again (`group.instance.id`), held for as long as the object lives.
///
/// A process that was killed cannot leave its group. The next one on this machine takes over its name and with that its
/// partitions, at once and without a rebalance, instead of waiting until the group misses a member. The name is a random
/// one in a locked file beside the pipeline's state: each of several processes that run at a time holds another.
package final class MemberName: Sendable {
    private static let mostProcesses = 1_000

    package let text: String
    private let descriptor: Int32

    /// Takes the first name in `folder` that no living process holds, making one where all are held.
    ///
    /// - Parameter owner: what to take a name for, such as a pipeline and a source; a plain file name.
    /// - Returns: nil when the folder cannot be written: the process is then a member without a name.
    package init?(in folder: String, for owner: String) {
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for number in 0..<Self.mostProcesses {
            let path = "\(folder)/\(owner)-\(number)"
            let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
            guard file >= 0 else { return nil }
            // The kernel lets go of the lock when the process ends, however it does.
            if flock(file, LOCK_EX | LOCK_NB) == 0, let name = Self.read(file) ?? Self.make(file) {
                text = name
                descriptor = file
                return
            }
            close(file)
        }
        return nil
    }

    deinit { close(descriptor) }

    private static func read(_ file: Int32) -> String? {
        var bytes = [UInt8](repeating: 0, count: 36)
        guard pread(file, &bytes, bytes.count, 0) == bytes.count else { return nil }
        return UUID(uuidString: String(decoding: bytes, as: UTF8.self)).map { name(of: $0) }
    }

    private static func make(_ file: Int32) -> String? {
        let identity = UUID()
        let bytes = Array(identity.uuidString.utf8)
        guard pwrite(file, bytes, bytes.count, 0) == bytes.count, fsync(file) == 0 else { return nil }
        return name(of: identity)
    }

    private static func name(of identity: UUID) -> String { "millrace-\(identity.uuidString.lowercased())" }
}
