/// A command: everything the parser, the help and the runner need to know, said once.
struct Command: Sendable {
    /// One word, or two: `db migrate`.
    let name: [String]
    let summary: String
    /// What stands behind the name, as the help writes it: `FILE…`.
    let operands: String
    /// How many operands there may be.
    let operandCount: ClosedRange<Int>
    let options: [Option]
    /// More help, after the options.
    let details: String
    let run: @Sendable (Arguments) throws -> ExitCode

    init(
        _ name: String, _ summary: String, operands: String = "", count: ClosedRange<Int> = 0...0,
        options: [Option] = [], details: String = "", run: @escaping @Sendable (Arguments) throws -> ExitCode
    ) {
        self.name = name.split(separator: " ").map(String.init)
        self.summary = summary
        self.operands = operands
        operandCount = count
        self.options = options
        self.details = details
        self.run = run
    }

    /// The command's own help.
    var help: String {
        var usage = "usage: millrace \(name.joined(separator: " "))"
        if !options.isEmpty { usage += " [options]" }
        if !operands.isEmpty { usage += " \(operands)" }
        var lines = [summary + ".", "", usage]
        if !options.isEmpty { lines += ["", "options:"] + Self.columns(options.map { ($0.usage, $0.summary) }) }
        if !details.isEmpty { lines += ["", details] }
        return lines.joined(separator: "\n")
    }

    /// Lines of two columns.
    static func columns(_ rows: [(String, String)]) -> [String] {
        let width = rows.map { $0.0.count }.max() ?? 0
        return rows.map { "  \($0.0)\(String(repeating: " ", count: width - $0.0.count))  \($0.1)" }
    }
}

extension Option {
    fileprivate var usage: String { "--\(name)" + (value.map { " \($0)" } ?? "") }
}
