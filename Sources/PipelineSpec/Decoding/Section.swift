/// A mapping whose keys are known.
struct Section {
    let node: YAMLNode
    let context: DecodingContext
    private let values: [String: YAMLNode]

    /// Reports keys that are unknown, not supported yet, or missing; one that is taken for a misspelt key is not missing too.
    ///
    /// - Parameters:
    ///   - what: names the section in messages.
    ///   - unsupported: keys that other versions have.
    ///   - elsewhere: keys of a section one level away, and what they belong to, in words.
    /// - Returns: nil when the node is no mapping at all.
    init?(
        _ node: YAMLNode, _ what: String, keys: [any KeyDeclaration], unsupported: Set<String> = [],
        elsewhere: (keys: [any KeyDeclaration], words: String)? = nil, _ context: DecodingContext
    ) {
        guard case .mapping(let pairs) = node.content else {
            context.note("\(what) has to be a mapping, but this is \(node.kind)", at: node.mark)
            return nil
        }
        self.node = node
        self.context = context
        var values: [String: YAMLNode] = [:]
        var misspelt: Set<String> = []
        for pair in pairs {
            let (key, value) = (pair.key, pair.value)
            let name = key.scalar ?? ""
            if keys.contains(where: { $0.name == name }) {
                values[name] = value
            } else if unsupported.contains(name) {
                context.note("`\(name)` is not supported by this version of Millrace; remove it", at: key.mark)
            } else if let elsewhere, elsewhere.keys.contains(where: { $0.name == name }) {
                context.note("`\(name)` belongs to \(elsewhere.words)", at: key.mark)
            } else {
                let suggestion = Suggestion.text(for: name, among: keys.map(\.name))
                if let meant = Suggestion.closest(to: name, among: keys.map(\.name)) { misspelt.insert(meant) }
                let known =
                    suggestion.isEmpty ? "; its keys are \(keys.map(\.name).joined(separator: ", "))" : suggestion
                context.note("\(what) has no key `\(name)`\(known)", at: key.mark)
            }
        }
        for key in keys where key.isRequired && values[key.name] == nil && !misspelt.contains(key.name) {
            context.note("\(what) needs `\(key.name)`: \(key.documentation)", at: node.mark)
        }
        for key in keys where values[key.name] == nil {
            if let text = key.defaultText { context.noteDefault(text, of: key.name, at: node.mark) }
        }
        self.values = values
    }

    /// The value of a key; nil when it is not there, or cannot be used, which has been noted then.
    func value<Value>(_ key: Key<Value>) -> Value? {
        guard let node = values[key.name] else { return nil }
        if node.isNothing {
            context.note("`\(key.name)` is empty; remove it or give it \(key.shape.words)", at: node.mark)
            return nil
        }
        return key.kind.read(node, context)
    }

    /// What stands behind a key.
    func node<Value>(of key: Key<Value>) -> YAMLNode? { values[key.name] }

    /// Whether a key stands there.
    func has<Value>(_ key: Key<Value>) -> Bool { values[key.name] != nil }

    /// Where the elements of a key's list stand; a single value stands for a list of it.
    func elementMarks<Value>(_ key: Key<[Value]>) -> [Mark] {
        guard let node = values[key.name] else { return [] }
        if case .sequence(let nodes) = node.content { return nodes.map(\.mark) }
        return [node.mark]
    }

    /// Where a key's value stands; the section itself when it is not there.
    func mark<Value>(_ key: Key<Value>) -> Mark { values[key.name]?.mark ?? node.mark }
}

extension YAMLNode {
    /// An empty mapping where nothing stands: for sections that say something by being there.
    var orEmptyMapping: YAMLNode { isNothing ? YAMLNode(content: .mapping([]), mark: mark) : self }
}
