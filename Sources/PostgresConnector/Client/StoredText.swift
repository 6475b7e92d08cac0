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

    /// The texts of an array that ``json(_:)``, or PostgreSQL, has written.
    static func texts(_ json: String) -> [String] {
        (try? JSONDecoder().decode([String].self, from: Data(json.utf8))) ?? []
    }
}
