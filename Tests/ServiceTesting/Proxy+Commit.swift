extension Proxy {
    /// What a client of PostgreSQL sends to commit: a query in the protocol's simple form, that is its kind, its length, its text.
    package static let commit: [UInt8] = [UInt8(ascii: "Q"), 0, 0, 0, 11] + Array("commit".utf8) + [0]
}
