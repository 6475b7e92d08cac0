import Foundation

/// What decoding needs to know besides the nodes, and where it notes what is wrong.
final class DecodingContext {
    let environment: [String: String]
    /// Whether what sinks connect with is needed.
    let opensSinks: Bool
    /// Where secrets stand that the files themselves hold.
    private(set) var secretPlaces: Set<Mark> = []
    /// The keys that sections do not have and what these stand for, by where the section stands.
    private(set) var defaults: [Mark: [(key: String, text: String)]] = [:]
    private(set) var problems: [SpecProblem] = []
    private var lines: [String: [Substring]] = [:]
    /// Shorter ones are words and numbers, which stand elsewhere too.
    private static let shortestSecret = 6
    /// Names of the variables that were substituted, by what they hold: it may be a secret in the wrong place.
    private var variables: [String: String] = [:]
    /// Secrets that stand in the files themselves.
    private var secrets: Set<String> = []
    /// Where the values of sources stand, by `source.value`.
    var valueMarks: [String: Mark] = [:]
    /// Names of the labels of all sources' series; nil when some source could not be read.
    var labels: [String]?

    init(environment: [String: String], opensSinks: Bool = true) {
        self.environment = environment
        self.opensSinks = opensSinks
    }

    /// Remembers a file's text, for the lines in messages.
    func add(_ text: String, of file: String) {
        lines[file] = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    }

    /// The lines of a file that was added.
    func lines(of file: String) -> [Substring] { lines[file] ?? [] }

    /// Remembers that what stands at a place is a secret, which no message and no listing may show.
    func hide(_ text: String, at mark: Mark) {
        secretPlaces.insert(mark)
        hide(text)
    }

    /// Remembers what a section's key stands for that is not there.
    func noteDefault(_ text: String, of key: String, at section: Mark) {
        defaults[section, default: []].append((key, text))
    }

    /// Remembers a text that no message may show. Of addresses a part is shown, which ``SourceLine`` knows.
    private func hide(_ text: String) {
        if text.count >= Self.shortestSecret, !text.contains("://"), !text.hasPrefix("${") { secrets.insert(text) }
    }

    /// What was noted, without the secrets that were found then or later, and with variables in the place of what they hold.
    var shownProblems: [SpecProblem] {
        let held = variables.sorted { ($1.key.count, $0.key) < ($0.key.count, $1.key) }
        return problems.map { problem in
            var shown = problem
            shown.sourceLine = problem.sourceLine.map { SourceLine.covering(secrets, in: $0) }
            shown.message = held.reduce(problem.message) { $0.replacing($1.key, with: "${\($1.value)}") }
            return shown
        }
    }

    /// Notes what has to be mended.
    func note(_ message: String, at mark: Mark) { add(.error, message, mark) }

    /// Notes what the author may want to know.
    func warn(_ message: String, at mark: Mark) { add(.warning, message, mark) }

    private func add(_ severity: SpecProblem.Severity, _ message: String, _ mark: Mark) {
        let fileLines = lines[mark.file] ?? []
        let line = fileLines.indices.contains(mark.line - 1) ? String(fileLines[mark.line - 1]) : nil
        problems.append(SpecProblem(mark: mark, severity: severity, message: message, sourceLine: line))
    }

    /// How much has to be mended.
    var errorCount: Int { problems.count { $0.severity == .error } }

    /// Whether something has to be mended.
    var hasErrors: Bool { errorCount > 0 }

    /// Whether something has been said about a section already.
    func hasNoted(_ section: String) -> Bool { problems.contains { $0.message.contains("`\(section)`") } }

    /// A path as a file writes it, taken from that file's folder.
    func resolve(_ path: String, at mark: Mark) -> String {
        if path.hasPrefix("/") { return path }
        let folder = URL(fileURLWithPath: mark.file).deletingLastPathComponent()
        return folder.appendingPathComponent(path).standardizedFileURL.path
    }

    /// The same path as messages name it: seen from where the file that writes it was named.
    func shown(_ path: String, at mark: Mark) -> String {
        guard !path.hasPrefix("/"), let end = mark.file.lastIndex(of: "/") else { return path }
        return mark.file[...end] + path
    }

    /// The text of a scalar with `${NAME}` and `${NAME:-default}` replaced; `$${` stands for `${`.
    func substituted(_ text: String, at mark: Mark) -> String? {
        guard text.contains("${") else { return text }
        var result = ""
        var rest = text[...]
        while let start = rest.range(of: "${") {
            if start.lowerBound > rest.startIndex, rest[rest.index(before: start.lowerBound)] == "$" {
                result += rest[..<rest.index(before: start.lowerBound)] + "${"
                rest = rest[start.upperBound...]
                continue
            }
            result += rest[..<start.lowerBound]
            guard let end = rest[start.upperBound...].firstIndex(of: "}") else {
                note("`${` is not closed by `}`; write `$${` for the characters themselves", at: mark)
                return nil
            }
            guard let value = variable(String(rest[start.upperBound..<end]), at: mark) else { return nil }
            result += value
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    private func variable(_ reference: String, at mark: Mark) -> String? {
        let separator = reference.range(of: ":-")
        let name = separator.map { String(reference[..<$0.lowerBound]) } ?? reference
        guard name.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) != nil else {
            note("`\(name)` is not the name of an environment variable", at: mark)
            return nil
        }
        if let value = environment[name], !value.isEmpty || separator == nil {
            if value.count >= Self.shortestSecret { variables[value] = name }
            return value
        }
        if let separator { return String(reference[separator.upperBound...]) }
        let services = ["MILLRACE_PG", "KAFKA_BROKERS"].contains(name)
        let advice = services ? "; eval \"$(ops/dev env)\" sets it for the services that ops/dev up starts" : ""
        note("the environment variable \(name) is not set; set it, or write ${\(name):-default}\(advice)", at: mark)
        return nil
    }
}
