import Foundation
import Testing

/// The last words of a run.
struct Summary {
    private let fields: [String: Any]

    /// - Parameter log: a run's standard error, as JSON lines.
    init(_ log: String) throws {
        let line = try #require(log.split(separator: "\n").last { $0.contains("\"message\":\"summary\"") }, "\(log)")
        fields = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }

    subscript(name: String) -> Int { fields[name] as? Int ?? -1 }

    /// Whether every value received is accounted for, by the summary's own numbers.
    var isBalanced: Bool {
        let parts = ["forecast", "warming", "late", "duplicate", "filtered", "dead_lettered"]
        return self["received"] == parts.reduce(0) { $0 + self[$1] }
    }
}
