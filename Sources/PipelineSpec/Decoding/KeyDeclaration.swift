/// A key of a section, as the decoder and the schema know it.
protocol KeyDeclaration: Sendable {
    var name: String { get }
    var documentation: String { get }
    var isRequired: Bool { get }
    /// The default as one would write it; nil when there is none, or when it depends on something else.
    var defaultText: String? { get }
    var shape: Shape { get }
}
