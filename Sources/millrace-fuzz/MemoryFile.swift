import Glibc

/// A file without a place on any disk, for what reads files.
final class MemoryFile {
    private let descriptor: Int32

    init() {
        let name = "/millrace-fuzz-\(getpid())"
        descriptor = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0o600)
        shm_unlink(name)
        precondition(descriptor >= 0, "no file in memory: \(String(cString: strerror(errno)))")
    }

    deinit { close(descriptor) }

    var path: String { "/proc/self/fd/\(descriptor)" }

    /// Makes `bytes` all that is in it.
    func fill(_ bytes: UnsafeRawBufferPointer) {
        precondition(ftruncate(descriptor, 0) == 0)
        guard bytes.count > 0 else { return }
        precondition(pwrite(descriptor, bytes.baseAddress, bytes.count, 0) == bytes.count)
    }
}
