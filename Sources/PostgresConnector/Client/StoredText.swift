import Foundation

/// Texts as the database's JSON columns hold them.
enum StoredText {
    /// An object of texts; of names that come twice the first counts.
    static func object(_ pairs: [(name: String, value: String)]) -> String {
        json(Dictionary(pairs.map { ($0.name, $0.value) }) { first, _ in first })
    }

    /// Any value that JSON can hold, with its names in order.
    static func json(_ value: Any) -> String {
        let data = try? JSONSerialization.data(
            withJSONObject: value, options: [.sortedKeys, .fragmentsAllowed, .withoutEscapingSlashes])
        return data.map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    /// Bytes as `bytea` takes them.
    static func bytes(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text = Array("\\x".utf8)
        text.reserveCapacity(2 + 2 * bytes.count)
        for byte in bytes { text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }

    /// The texts of an array that ``json(_:)``, or PostgreSQL, has written.
    static func texts(_ json: String) -> [String] {
        (try? JSONDecoder().decode([String].self, from: Data(json.utf8))) ?? []
    }
}
