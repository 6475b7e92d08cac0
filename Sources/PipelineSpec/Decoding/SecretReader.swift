import Foundation

/// Reads texts that may hold a password. No message repeats what is inside.
enum SecretReader {
    /// - Parameter isSecret: false for what is read in the same ways, and may be shown.
    static func read(_ node: YAMLNode, _ context: DecodingContext, isSecret: Bool = true) -> Secret? {
        switch node.content {
        case .scalar(let text, _):
            if isSecret { context.hide(text, at: node.mark) }
            return context.substituted(text, at: node.mark).flatMap { nonEmpty($0, node, context) }
        case .mapping(let pairs) where pairs.count == 1:
            guard let name = pairs[0].value.scalar else { break }
            switch pairs[0].key.scalar {
            case "env":
                guard let text = context.environment[name] else {
                    context.note("the environment variable \(name) is not set", at: pairs[0].value.mark)
                    return nil
                }
                return nonEmpty(text, node, context)
            case "file":
                let path = context.resolve(name, at: node.mark)
                let text: String
                do throws(NamedFile.Problem) {
                    text = try NamedFile.text(of: path)
                } catch {
                    context.note("the file \(name) \(error.words)", at: pairs[0].value.mark)
                    return nil
                }
                return nonEmpty(text.trimmingCharacters(in: .newlines), node, context)
            default: break
            }
        default: break
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
