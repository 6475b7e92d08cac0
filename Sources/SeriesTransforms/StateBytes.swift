/// How the parts of a state are appended to its bytes. All integers are little-endian.
extension [UInt8] {
    mutating func append(number: UInt32) {
        Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
    }

    mutating func append(number: Int64) {
        Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
    }

    /// Bytes with their count before them.
    mutating func append(part: some Collection<UInt8>) {
        append(number: UInt32(part.count))
        append(contentsOf: part)
    }
}
