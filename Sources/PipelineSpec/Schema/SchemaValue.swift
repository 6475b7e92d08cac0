import Foundation

/// A value of a JSON Schema document. Objects keep their order.
indirect enum SchemaValue: Sendable {
    case text(String)
    case integer(Int)
    case boolean(Bool)
    case array([SchemaValue])
    case object([(String, SchemaValue)])

    static func type(_ name: String) -> SchemaValue { .object([("type", .text(name))]) }

    /// An object that has exactly these properties.
    static func mapping(of properties: [(String, SchemaValue)]) -> SchemaValue {
        .object([
            ("type", .text("object")), ("properties", .object(properties)),
            ("required", .array(properties.map { .text($0.0) })), ("additionalProperties", .boolean(false)),
        ])
    }

    /// An object with names of the user's own choosing.
    static func named(_ value: SchemaValue) -> SchemaValue {
        .object([("type", .text("object")), ("additionalProperties", value), ("minProperties", .integer(1))])
    }

    /// A section with known keys.
    static func section(_ keys: [any KeyDeclaration], also extra: [(String, SchemaValue)] = []) -> SchemaValue {
        let properties = keys.map { key in (key.name, described(key)) }
        var body: [(String, SchemaValue)] = [
            ("type", .text("object")), ("properties", .object(extra + properties)),
            ("additionalProperties", .boolean(false)),
        ]
        let required = extra.map(\.0) + keys.filter(\.isRequired).map(\.name)
        if !required.isEmpty { body.append(("required", .array(required.map { .text($0) }))) }
        return .object(body)
    }

    private static func described(_ key: any KeyDeclaration) -> SchemaValue {
        var text = key.documentation
        if let defaultText = key.defaultText { text += " Default: \(defaultText)." }
        guard case .object(let body) = key.shape.schema else { return key.shape.schema }
        return .object([("description", .text(text))] + body)
    }

    /// Either of two.
    func or(_ other: SchemaValue) -> SchemaValue { .object([("anyOf", .array([self, other]))]) }

    /// The document's text, two spaces a level.
    func rendered(indent: String = "") -> String {
        let inner = indent + "  "
        switch self {
        case .text(let text): return Self.quoted(text)
        case .integer(let number): return "\(number)"
        case .boolean(let boolean): return "\(boolean)"
        case .array(let elements):
            guard !elements.isEmpty else { return "[]" }
            let lines = elements.map { inner + $0.rendered(indent: inner) }
            return "[\n\(lines.joined(separator: ",\n"))\n\(indent)]"
        case .object(let members):
            guard !members.isEmpty else { return "{}" }
            let lines = members.map { "\(inner)\(Self.quoted($0)): \($1.rendered(indent: inner))" }
            return "{\n\(lines.joined(separator: ",\n"))\n\(indent)}"
        }
    }

    private static func quoted(_ text: String) -> String {
        let data = try? JSONSerialization.data(
            withJSONObject: text, options: [.fragmentsAllowed, .withoutEscapingSlashes])
        return data.map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
    }
}
