extension SnapshotHead {
    /// The first bytes of every head: what it is, and the version of what is kept.
    static let magic: [UInt8] = Array("MRSNAP03".utf8)
    private static let wordCount = 9
    private static let headerByteCount = 8 + 8 * wordCount

    /// Magic, nine words, little-endian, the payload, and the check value of all before it.
    package var encoded: [UInt8] {
        var bytes = Self.magic
        let words = [generation, base, offset, start, input].map { UInt64(bitPattern: $0) }
        for word in words + [fingerprint, digest, UInt64(entryCount), UInt64(payload.count)] {
            withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
        }
        bytes += payload
        let check = bytes.withUnsafeBytes { CRC32C.value(of: $0) }
        withUnsafeBytes(of: check.littleEndian) { bytes.append(contentsOf: $0) }
        return bytes
    }

    /// The same of an array.
    package init(decoding bytes: [UInt8], place: String) throws(SnapshotError) {
        self = try bytes.withBytes { bytes throws(SnapshotError) in try SnapshotHead(decoding: bytes, place: place) }
    }

    /// Reads back what ``encoded`` is.
    ///
    /// - Parameter place: where the snapshot is, for the error.
    /// - Throws: ``SnapshotError/damaged(place:reason:)``, or ``SnapshotError/foreign(place:version:)``.
    package init(decoding bytes: UnsafeRawBufferPointer, place: String) throws(SnapshotError) {
        guard bytes.count >= Self.headerByteCount + 4 else {
            throw .damaged(place: place, reason: "its head has \(bytes.count) bytes, too few")
        }
        let magic = bytes[..<8]
        guard magic.elementsEqual(Self.magic) else {
            guard magic.starts(with: Self.magic.prefix(6)) else {
                throw .damaged(place: place, reason: "its head does not begin as one")
            }
            throw .foreign(place: place, version: String(decoding: magic, as: UTF8.self))
        }
        let words = (0..<Self.wordCount).map {
            UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8 + 8 * $0, as: UInt64.self))
        }
        let check = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: bytes.count - 4, as: UInt32.self))
        guard CRC32C.value(of: UnsafeRawBufferPointer(rebasing: bytes[..<(bytes.count - 4)])) == check,
            words[8] == UInt64(bytes.count - Self.headerByteCount - 4), words[7] <= UInt64(Int32.max)
        else { throw .damaged(place: place, reason: "the check value of its head does not match") }
        self.init(
            offset: Int64(bitPattern: words[2]), start: Int64(bitPattern: words[3]),
            input: Int64(bitPattern: words[4]),
            fingerprint: words[5], entryCount: Int(words[7]),
            payload: Array(bytes[Self.headerByteCount..<(bytes.count - 4)]))
        generation = Int64(bitPattern: words[0])
        base = Int64(bitPattern: words[1])
        digest = words[6]
    }
}
