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
