import Foundation

/// Reads texts that may hold a password. No message repeats what is inside.
enum SecretReader {
    static func read(_ node: YAMLNode, _ context: DecodingContext) -> Secret? {
        if let text = node.scalar {
            return context.substituted(text, at: node.mark).flatMap { nonEmpty($0, node, context) }
        }
        if node.pairs.count == 1, let (key, value) = node.pairs.first, let name = value.scalar {
            switch key.scalar {
            case "env":
                guard let text = context.environment[name] else {
                    context.note("the environment variable \(name) is not set", at: value.mark)
                    return nil
                }
                return nonEmpty(text, node, context)
            case "file":
                let path = context.resolve(name, at: node.mark)
                guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
                    context.note("the file \(name) cannot be read", at: value.mark)
                    return nil
                }
                return nonEmpty(text.trimmingCharacters(in: .newlines), node, context)
            default: break
            }
        }
        context.note("this has to be a text, {env: NAME} or {file: path}", at: node.mark)
        return nil
    }

    private static func nonEmpty(_ text: String, _ node: YAMLNode, _ context: DecodingContext) -> Secret? {
        guard !text.isEmpty else {
            context.note("this is empty", at: node.mark)
            return nil
        }
        return Secret(text)
    }
}
