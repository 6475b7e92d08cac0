/// Appends the parts of a state to a buffer.
struct StateWriter {
    private(set) var bytes: [UInt8] = []

    mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

    mutating func write(_ number: UInt32) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func write(_ number: Int64) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// Bytes with their count before them.
    mutating func write(_ part: ArraySlice<UInt8>) {
        write(UInt32(part.count))
        bytes.append(contentsOf: part)
    }

    /// The same of bytes in memory.
    mutating func write(_ part: UnsafeRawBufferPointer) {
        write(UInt32(part.count))
        bytes.append(contentsOf: part)
    }
}
