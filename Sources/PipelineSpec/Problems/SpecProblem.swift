import Telemetry

/// Something in a pipeline file that has to be, or should be, mended.
package struct SpecProblem: Error, Equatable, Sendable {
    /// An error keeps the pipeline from running; a warning does not.
    package enum Severity: String, Sendable { case error, warning }

    /// Where it stands.
    package var mark: Mark
    package var severity: Severity
    /// What is wrong and what to do, in one sentence.
    package var message: String
    /// The line of the file, for the caret; nil when it could not be read. ``rendered(colour:)`` covers what may be a secret.
    package var sourceLine: String?

    /// So much of a line is shown before and behind what is wrong in it, in characters.
    private static let shownBefore = 100
    private static let shownBehind = 100

    /// `file:line:column: error: message`, the line, and a caret below the column.
    package func rendered(colour: Bool) -> String {
        let word =
            colour ? "\u{1B}[1;\(severity == .error ? 31 : 35)m\(severity.rawValue):\u{1B}[0m" : "\(severity.rawValue):"
        var text = "\(mark.file.oneLine):\(mark.line):\(mark.column): \(word) \(message.oneLine)"
        guard let sourceLine else { return text }
        // Tabs are kept, so that the caret stands below its column whatever their width.
        let scalars = SourceLine.shown(sourceLine).unicodeScalars
        let before = scalars.prefix(mark.column - 1).suffix(Self.shownBefore)
        let behind = scalars.dropFirst(mark.column - 1).prefix(Self.shownBehind)
        let indent = before.map { $0 == "\t" ? "\t" : " " }.joined()
        text +=
            "\n  \(String(String.UnicodeScalarView(before)))\(String(String.UnicodeScalarView(behind)))\n  \(indent)"
        return text + (colour ? "\u{1B}[1;32m^\u{1B}[0m" : "^")
    }
}
