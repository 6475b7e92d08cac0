import CLibZ
import Foundation
import Synchronization

/// The bytes of a file, or of standard input; what is packed by gzip comes unpacked, member after member.
final class InputFile {
    private static let chunk = 1 << 17
    /// How a gzip member begins.
    private static let magic: [UInt8] = [0x1F, 0x8B]

    private let descriptor: Int32
    /// The file's size in bytes as it lies there; nil where that is not known, as of a pipe.
    let byteCount: Int64?
    private let consumed = Atomic<Int64>(0)
    private var packed: [UInt8] = []
    private var position = 0
    /// Where unpacking stands. zlib wants it to stay where it is in memory.
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private var isPacked = false
    private var isInsideMember = false
    private var hasBegun = false

    /// - Parameter path: nil for standard input.
    init(path: String?) throws(SystemError) {
        descriptor = path.map { open($0, O_RDONLY | O_CLOEXEC) } ?? fcntl(0, F_DUPFD_CLOEXEC, 0)
        guard descriptor >= 0 else { throw SystemError("read", path ?? "standard input") }
        var information = stat()
        let isFile = fstat(descriptor, &information) == 0 && information.st_mode & S_IFMT == S_IFREG
        byteCount = isFile ? Int64(information.st_size) : nil
    }

    deinit {
        if isPacked { inflateEnd(stream) }
        stream.deallocate()
        close(descriptor)
    }

    /// How many of ``byteCount`` have been read; from any thread.
    var bytesRead: Int64 { consumed.load(ordering: .relaxed) }

    /// Appends the next bytes, at most about 128 KiB of them.
    ///
    /// - Returns: whether there were any; false at the end.
    /// - Throws: ``InputProblem`` when the file is damaged, is cut short, or cannot be read.
    func append(to buffer: inout [UInt8]) throws(InputProblem) -> Bool {
        while true {
            if position == packed.count, try !readMore() {
                guard !isInsideMember else { throw InputProblem("it is cut short") }
                return false
            }
            if !hasBegun {
                hasBegun = true
                // A single byte is no gzip.
                if packed.count == 1 { _ = try readMore() }
                if packed.starts(with: Self.magic) { try beginMember() }
            }
            if !isPacked {
                buffer.append(contentsOf: packed[position...])
                position = packed.count
                return true
            }
            if !isInsideMember, try !nextMember() { return false }
            let before = buffer.count
            try unpack(into: &buffer)
            if buffer.count > before { return true }
        }
    }

    /// Reads on from the file, behind what has not been used of it.
    private func readMore() throws(InputProblem) -> Bool {
        packed.removeFirst(position)
        position = 0
        let before = packed.count
        packed.append(contentsOf: repeatElement(0, count: Self.chunk))
        var count = -1
        repeat {
            count = packed.withUnsafeMutableBytes { read(descriptor, $0.baseAddress.map { $0 + before }, Self.chunk) }
        } while count < 0 && errno == EINTR
        packed.removeLast(Self.chunk - max(count, 0))
        guard count >= 0 else { throw InputProblem(String(cString: strerror(errno)).lowercased()) }
        consumed.add(Int64(count), ordering: .relaxed)
        return count > 0
    }

    private func beginMember() throws(InputProblem) {
        isInsideMember = true
        guard !isPacked else {
            inflateReset(stream)
            return
        }
        stream.initialize(to: z_stream())
        let gzipOnly: Int32 = 15 + 16
        let result = inflateInit2_(stream, gzipOnly, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard result == Z_OK else { throw InputProblem("there is no memory to unpack it") }
        isPacked = true
    }

    /// Begins the member behind the one that has ended. Zeros behind the last one are padding.
    private func nextMember() throws(InputProblem) -> Bool {
        while true {
            position = packed[position...].firstIndex { $0 != 0 } ?? packed.count
            if packed.count - position >= Self.magic.count { break }
            guard try readMore() else {
                if position == packed.count { return false }
                break
            }
        }
        guard packed[position...].starts(with: Self.magic) else {
            throw InputProblem("what stands behind a part that was packed by gzip is not packed by it")
        }
        try beginMember()
        return true
    }

    private func unpack(into buffer: inout [UInt8]) throws(InputProblem) {
        let before = buffer.count
        buffer.append(contentsOf: repeatElement(0, count: Self.chunk))
        let result = packed.withUnsafeMutableBufferPointer { input in
            buffer.withUnsafeMutableBufferPointer { output in
                stream.pointee.next_in = input.baseAddress.map { $0 + position }
                stream.pointee.avail_in = UInt32(input.count - position)
                stream.pointee.next_out = output.baseAddress.map { $0 + before }
                stream.pointee.avail_out = UInt32(Self.chunk)
                return inflate(stream, Z_NO_FLUSH)
            }
        }
        position = packed.count - Int(stream.pointee.avail_in)
        buffer.removeLast(Int(stream.pointee.avail_out))
        switch result {
        case Z_STREAM_END: isInsideMember = false
        case Z_OK, Z_BUF_ERROR: break
        default: throw InputProblem(stream.pointee.msg.map { String(cString: $0) } ?? "it cannot be unpacked")
        }
    }
}
