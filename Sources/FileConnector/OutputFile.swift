import Foundation

/// A file that grows, and is cut back to where it was known to be whole.
final class OutputFile {
    let path: String
    private let descriptor: Int32

    /// Opens or makes the file.
    init(path: String) throws(SystemError) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw SystemError("open", path) }
    }

    deinit { close(descriptor) }

    /// Cuts the file to so many bytes, or fails when it has fewer.
    func cut(to length: Int64) throws(SystemError) {
        guard ftruncate(descriptor, off_t(length)) == 0 else { throw SystemError("cut", path) }
    }

    var length: Int64 {
        var information = stat()
        return fstat(descriptor, &information) == 0 ? Int64(information.st_size) : 0
    }

    /// Writes bytes at a place.
    func write(_ bytes: [UInt8], at offset: Int64) throws(SystemError) {
        var done = 0
        while done < bytes.count {
            let written = bytes.withUnsafeBytes { buffer in
                pwrite(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done, off_t(offset) + done)
            }
            if written >= 0 {
                done += written
            } else if errno != EINTR {
                throw SystemError("write", path)
            }
        }
    }

    /// Makes what was written durable.
    func synchronize() throws(SystemError) {
        guard fsync(descriptor) == 0 else { throw SystemError("write", path) }
    }
}
