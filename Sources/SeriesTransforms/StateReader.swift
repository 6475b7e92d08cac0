/// Takes the parts of a state from a buffer, never past its end.
struct StateReader {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    /// A number that counts something or is an index.
    mutating func readCount() -> Int? {
        read(4).map { Int(UInt32(littleEndian: $0.loadUnaligned(as: UInt32.self))) }
    }

    mutating func readInteger() -> Int64? {
        read(8).map { Int64(littleEndian: $0.loadUnaligned(as: Int64.self)) }
    }

    /// Bytes with their count before them.
    mutating func readBytes() -> UnsafeRawBufferPointer? { readCount().flatMap { read($0) } }

    /// So many bytes.
    mutating func read(_ count: Int) -> UnsafeRawBufferPointer? {
        guard bytes.count - position >= count else { return nil }
        defer { position += count }
        return UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
    }
}
