/// A value of a YAML document, with its place.
struct YAMLNode {
    indirect enum Content {
        /// A text; `isPlain` when it stands there without quotes.
        case scalar(String, isPlain: Bool)
        case sequence([YAMLNode])
        /// In the order of the file; no key twice.
        case mapping([YAMLPair])
    }

    let content: Content
    let mark: Mark

    /// What it is, as messages say it.
    var kind: String {
        switch content {
        case .scalar(let text, let isPlain): isPlain && text.isEmpty ? "nothing" : "a single value"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }

    /// The text of a scalar.
    var scalar: String? {
        if case .scalar(let text, _) = content { text } else { nil }
    }

    var isMapping: Bool {
        if case .mapping = content { true } else { false }
    }

    /// Those of a mapping; none of anything else.
    var pairs: [YAMLPair] {
        if case .mapping(let pairs) = content { pairs } else { [] }
    }

    /// Whether nothing, or null, stands there.
    var isNothing: Bool {
        if case .scalar(let text, true) = content { text.isEmpty || text == "~" || text == "null" } else { false }
    }
}
