/// A key of a section, as the decoder and the schema know it.
protocol KeyDeclaration: Sendable {
    var name: String { get }
    var documentation: String { get }
    var isRequired: Bool { get }
    /// The default as one would write it; nil when there is none, or when it depends on something else.
    var defaultText: String? { get }
    var shape: Shape { get }
}

/// A key whose values are of one type.
struct Key<Value>: KeyDeclaration {
    let name: String
    let documentation: String
    let isRequired: Bool
    let defaultText: String?
    let kind: Kind<Value>

    var shape: Shape { kind.shape }

    init(
        _ name: String, _ kind: Kind<Value>, _ documentation: String, required: Bool = false,
        default text: String? = nil
    ) {
        self.name = name
        self.kind = kind
        self.documentation = documentation
        isRequired = required
        defaultText = text
    }
}
