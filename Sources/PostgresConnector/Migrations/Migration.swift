/// One numbered step of the database's schema.
struct Migration: Sendable {
    let version: Int
    let name: String
    let sql: String

    /// Tells a migration that was edited after it was applied from one that was not: FNV-1a of its text.
    var fingerprint: String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in sql.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return String(hash, radix: 16)
    }

    static var newest: Int { all.last?.version ?? 0 }
}
