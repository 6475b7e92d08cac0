/// How a value is read from a node, and what it looks like: one definition for the decoder and for the schema.
struct Kind<Value>: Sendable {
    let shape: Shape
    /// Reads a node; what is wrong with it is noted in the context, and nil returned.
    let read: @Sendable (YAMLNode, DecodingContext) -> Value?

    /// A kind whose values are single texts.
    static func scalar(_ shape: Shape, _ parse: @escaping @Sendable (String) -> Value?) -> Kind {
        Kind(shape: shape) { node, context in
            guard let text = node.scalar else {
                context.note("this is \(node.kind), not \(shape.words)", at: node.mark)
                return nil
            }
            guard let resolved = context.substituted(text, at: node.mark) else { return nil }
            guard let value = parse(resolved) else {
                context.note("`\(resolved)` is not \(shape.words)", at: node.mark)
                return nil
            }
            return value
        }
    }

    /// The same values, checked and turned into others.
    func map<Other>(_ words: String? = nil, _ transform: @escaping @Sendable (Value) -> Other?) -> Kind<Other> {
        let shape = Shape(schema: shape.schema, words: words ?? shape.words)
        return Kind<Other>(shape: shape) { node, context in
            guard let value = read(node, context) else { return nil }
            guard let other = transform(value) else {
                context.note("`\(node.scalar ?? node.kind)` is not \(shape.words)", at: node.mark)
                return nil
            }
            return other
        }
    }

    /// A list of such values; a single one may stand for a list of it.
    func list(atLeast least: Int = 0, atMost most: Int? = nil) -> Kind<[Value]> {
        var body: [(String, SchemaValue)] = [("type", .text("array")), ("items", shape.schema)]
        if least > 0 { body.append(("minItems", .integer(least))) }
        if let most { body.append(("maxItems", .integer(most))) }
        let words = "a list of \(shape.words)"
        return Kind<[Value]>(shape: Shape(schema: .object(body).or(shape.schema), words: words)) { node, context in
            var elements = [node]
            if case .sequence(let nodes) = node.content { elements = nodes }
            let values = elements.compactMap { read($0, context) }
            guard values.count == elements.count else { return nil }
            guard values.count >= least, values.count <= most ?? .max else {
                let limit = values.count < least ? "at least \(least) are needed" : "at most \(most ?? 0) are allowed"
                context.note("the list has \(values.count) elements; \(limit)", at: node.mark)
                return nil
            }
            return values
        }
    }
}
