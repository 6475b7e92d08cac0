/// What the files of a pipeline say together, as one file that says the same.
struct EffectiveFile {
    private let decoder: PipelineDecoder
    private var context: DecodingContext { decoder.context }
    private var lines: [String] = []

    /// - Parameter decoder: one that has decoded.
    init(_ decoder: PipelineDecoder) {
        self.decoder = decoder
        for name in PipelineSections.names {
            if let node = decoder.sections[name] {
                append(name, node, indent: "")
            } else if let pairs = decoder.entries[name] {
                lines.append("\(name):")
                for pair in pairs { append(pair.key.scalar ?? "", pair.value, indent: "  ") }
            } else if let keys = PipelineSections.mayBeLeftOut[name] {
                lines.append("# \(name):")
                for key in keys { if let text = key.defaultText { lines.append("#   \(key.name): \(text)") } }
            }
        }
    }

    var text: String { lines.joined(separator: "\n") }

    private mutating func append(_ name: String, _ node: YAMLNode, indent: String) {
        switch node.content {
        case .scalar, .sequence: lines.append("\(indent)\(Self.written(name)): \(flow(node))")
        case .mapping(let pairs) where pairs.isEmpty && defaults(of: node).isEmpty:
            lines.append("\(indent)\(Self.written(name)): {}")
        case .mapping(let pairs):
            lines.append("\(indent)\(Self.written(name)):\(pairs.isEmpty ? " {}" : "")")
            for pair in pairs { append(pair.key.scalar ?? "", pair.value, indent: indent + "  ") }
            for (key, text) in defaults(of: node) { lines.append("\(indent)  # \(key): \(text)") }
        }
    }

    private func defaults(of node: YAMLNode) -> [(key: String, text: String)] {
        var seen: Set<String> = []
        return (context.defaults[node.mark] ?? []).filter { seen.insert($0.key).inserted }
    }

    /// A value in one line.
    private func flow(_ node: YAMLNode) -> String {
        switch node.content {
        case .scalar(let text, let isPlain):
            // A reference says where a secret is, and not what it is.
            if context.secretPlaces.contains(node.mark), !text.hasPrefix("${") || !text.hasSuffix("}") {
                return "\"***\""
            }
            if context.secretPlaces.contains(node.mark) { return Self.written(text) }
            let resolved = context.substituted(text, at: node.mark) ?? text
            return isPlain && resolved == text ? text : Self.written(resolved)
        case .sequence(let nodes): return "[" + nodes.map { flow($0) }.joined(separator: ", ") + "]"
        case .mapping(let pairs):
            return "{"
                + pairs.map { "\(Self.written($0.key.scalar ?? "")): \(flow($0.value))" }.joined(separator: ", ") + "}"
        }
    }

    /// A text as YAML writes it: plain where it cannot be taken for something else.
    private static func written(_ text: String) -> String {
        if text.wholeMatch(of: /[A-Za-z_\/][A-Za-z0-9_.\/-]*/) != nil,
            !["true", "false", "null", "yes", "no"].contains(text)
        {
            return text
        }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            default:
                let isPlain =
                    scalar.value >= 32 && scalar.value != 127 && !scalar.properties.isBidiControl
                    && scalar.properties.generalCategory != .control
                let hex = String(scalar.value, radix: 16)
                quoted += isPlain ? String(scalar) : "\\U" + String(repeating: "0", count: 8 - hex.count) + hex
            }
        }
        return quoted + "\""
    }
}
