extension Snapshot {
    /// The first eight bytes of every snapshot: what it is, and the version of this layout.
    static let magic: [UInt8] = Array("MRSNAP02".utf8)
    /// Magic, offset, start, side input, fingerprint, payload length; the payload and the check value of all before it follow.
    static let headerByteCount = 8 + 8 + 8 + 8 + 8 + 8

    /// The bytes before the payload.
    var header: [UInt8] {
        var bytes = Self.magic
        let place = [offset, start, input].map { UInt64(bitPattern: $0) }
        for word in place + [fingerprint, UInt64(payload.count)] {
            withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
        }
        return bytes
    }

    /// The check value of header and payload.
    var checksum: UInt32 {
        var crc = CRC32C()
        header.withUnsafeBytes { crc.update($0) }
        payload.withUnsafeBytes { crc.update($0) }
        return crc.value
    }

    /// The whole snapshot as a file holds it.
    package var encoded: [UInt8] {
        header + payload + withUnsafeBytes(of: checksum.littleEndian) { Array($0) }
    }

    /// Reads back what ``header``, the payload and ``checksum`` wrote.
    ///
    /// - Throws: ``SnapshotError/damaged(path:reason:)``.
    package init(decoding bytes: consuming [UInt8], path: String) throws(SnapshotError) {
        guard bytes.count >= Self.headerByteCount + 4 else {
            throw .damaged(path: path, reason: "it has \(bytes.count) bytes, fewer than a header")
        }
        guard bytes.starts(with: Self.magic) else {
            throw .damaged(path: path, reason: "it does not begin with \(String(decoding: Self.magic, as: UTF8.self))")
        }
        let words = bytes.withUnsafeBytes { raw in
            (1..<6).map { UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self)) }
        }
        let payloadCount = bytes.count - Self.headerByteCount - 4
        guard words[4] == UInt64(payloadCount) else {
            throw .damaged(path: path, reason: "it is cut short: \(payloadCount) of \(words[4]) bytes")
        }
        let stored = bytes.withUnsafeBytes {
            UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: bytes.count - 4, as: UInt32.self))
        }
        var crc = CRC32C()
        bytes.withUnsafeBytes { crc.update(UnsafeRawBufferPointer(rebasing: $0[..<(bytes.count - 4)])) }
        guard crc.value == stored else { throw .damaged(path: path, reason: "its check value does not match") }
        // In place: a second copy would be as large as the models.
        bytes.removeLast(4)
        bytes.removeFirst(Self.headerByteCount)
        self.init(
            offset: Int64(bitPattern: words[0]), start: Int64(bitPattern: words[1]), input: Int64(bitPattern: words[2]),
            fingerprint: words[3], payload: bytes)
    }
}
