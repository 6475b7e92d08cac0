import TimeSeries

/// One numbered step of the database's schema.
struct Migration: Sendable {
    let version: Int
    let name: String
    let sql: String

    /// Tells a migration that was edited after it was applied from one that was not.
    var fingerprint: String {
        var hash = StableHash()
        hash.add(sql.utf8)
        return String(hash.value, radix: 16)
    }

    static var newest: Int { all.last?.version ?? 0 }
}
