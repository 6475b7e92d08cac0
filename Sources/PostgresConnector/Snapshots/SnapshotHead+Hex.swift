import Snapshots

extension SnapshotHead {
    /// Of the bytes that PostgreSQL writes as `encode(…, 'hex')`.
    init(hex: String, place: String) throws(SnapshotError) {
        let digits = Array(hex.utf8)
        let bytes = stride(from: 0, to: digits.count - 1, by: 2).map {
            Self.value(of: digits[$0]) << 4 | Self.value(of: digits[$0 + 1])
        }
        try self.init(decoding: bytes, place: place)
    }

    private static func value(of digit: UInt8) -> UInt8 {
        digit <= UInt8(ascii: "9") ? digit - UInt8(ascii: "0") : digit - UInt8(ascii: "a") + 10
    }
}
