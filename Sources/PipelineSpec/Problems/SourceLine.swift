import RegexBuilder

/// A line of a pipeline file as a message may show it: what may be a secret is covered by as many asterisks, so that a caret
/// below it stays in its column, and nothing in it moves a terminal's cursor or turns the direction of reading.
enum SourceLine {
    /// The words that name a secret, in small letters.
    private static let words = [
        "passw", "secret", "token", "credential", "authorization", "api-key", "api_key", "apikey", "key.pem",
    ]

    static func shown(_ line: String) -> String { plain(namedSecretsCovered(addressesCovered(line))) }

    /// The line without any of `secrets`.
    static func covering(_ secrets: Set<String>, in line: String) -> String {
        secrets.sorted { ($1.count, $0) < ($0.count, $1) }.reduce(line) { $0.replacing($1, with: cover($1)) }
    }

    /// Of addresses, user, password, path and query: each may let somebody in.
    private static func addressesCovered(_ line: String) -> String {
        guard line.contains("://") else { return line }
        let address = /(:\/\/)([^\s"']*@)?([^\/?#\s"',}\]@]*)([^\s"',}\]]*)/
        return line.replacing(address) { match in
            let user = match.2.map { cover($0.dropLast()) + "@" } ?? ""
            return "\(match.1)\(user)\(match.3)\(match.4.isEmpty ? "" : match.4.prefix(1) + cover(match.4.dropFirst()))"
        }
    }

    /// What stands behind a name like `sasl.password:` or `password=`, unless it says where else the secret is.
    private static func namedSecretsCovered(_ line: String) -> String {
        let small = line.lowercased()
        guard words.contains(where: { small.contains($0) }) else { return line }
        let name =
            /[A-Za-z0-9_.-]*(passw|secret|token|credential|authorization|api[-_]?key|key\.pem)[A-Za-z0-9_.-]*["']?/
        let pair = Regex { name }.ignoresCase()
        var result = ""
        var rest = line[...]
        while let found = rest.firstMatch(of: pair) {
            result += rest[..<found.range.upperBound]
            rest = rest[found.range.upperBound...]
            let value: Substring?
            if let match = rest.prefixMatch(of: /\s*:\s*(\{|\$\{|\|)/) {
                result += match.0
                rest = rest[match.range.upperBound...]
                value = nil
            } else if let match = rest.prefixMatch(of: /(\s*:\s*)("[^"]*"?|'[^']*'?|[^,}]+)/) {
                result += match.1
                value = match.2
            } else if let match = rest.prefixMatch(of: /(\s*=\s*)("[^"]*"?|'[^']*'?|[^\s"',}]+)/) {
                result += match.1
                value = match.2
            } else {
                value = nil
            }
            guard let value else { continue }
            result += cover(value)
            rest = rest[value.endIndex...]
        }
        return result + rest
    }

    private static func cover(_ text: some StringProtocol) -> String {
        String(repeating: "*", count: text.unicodeScalars.count)
    }

    private static func plain(_ line: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in line.unicodeScalars {
            let isHarmful: Bool =
                switch scalar.properties.generalCategory {
                case .control, .lineSeparator, .paragraphSeparator: scalar != "\t"
                default: scalar.properties.isBidiControl
                }
            result.append(isHarmful ? " " : scalar)
        }
        return String(result)
    }
}
