/// Reads the `type` of an entry, on which its other keys depend.
enum TypeReader {
    /// Types that other versions have.
    private static let unsupported: Set<String> = ["mqtt", "http", "lstm"]

    static func read<Type: RawRepresentable & CaseIterable & Sendable>(
        _ type: Type.Type, of what: String, _ node: YAMLNode, _ context: DecodingContext
    ) -> Type? where Type.RawValue == String {
        guard case .mapping(let pairs) = node.content else {
            context.note("\(what) has to be a mapping, but this is \(node.kind)", at: node.mark)
            return nil
        }
        let words = Type.allCases.map(\.rawValue)
        guard let found = pairs.first(where: { $0.key.scalar == "type" })?.value else {
            context.note("\(what) needs `type`: \(words.joined(separator: ", "))", at: node.mark)
            return nil
        }
        if let text = found.scalar, unsupported.contains(text), !words.contains(text) {
            context.note("the type \(text) is not supported here by this version of Millrace", at: found.mark)
            return nil
        }
        return Kind<Type>.choice.read(found, context)
    }
}
