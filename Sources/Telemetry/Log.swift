package import Foundation

/// Lines on standard error: for people on a terminal, JSON for machines otherwise.
package struct Log: Sendable {
    /// How a line is written: for people as the sentence alone, for machines as an object with its fields.
    package enum Format: Sendable { case human, json }

    package let format: Format
    /// Lines of a lower level are not written.
    package let threshold: LogLevel

    package init(format: Format, threshold: LogLevel) {
        self.format = format
        self.threshold = threshold
    }

    /// What only somebody who looks for a fault wants to know.
    package func debug(_ message: String, _ fields: KeyValuePairs<String, LogValue> = [:]) {
        write(.debug, message, fields)
    }
    /// What happens in order. Like the others, it never fails and never waits for a reader that keeps up.
    package func info(_ message: String, _ fields: KeyValuePairs<String, LogValue> = [:]) {
        write(.info, message, fields)
    }
    /// What somebody should look at, though the run goes on.
    package func warning(_ message: String, _ fields: KeyValuePairs<String, LogValue> = [:]) {
        write(.warning, message, fields)
    }
    /// Why the run ends.
    package func error(_ message: String, _ fields: KeyValuePairs<String, LogValue> = [:]) {
        write(.error, message, fields)
    }

    private func write(_ level: LogLevel, _ message: String, _ fields: KeyValuePairs<String, LogValue>) {
        guard level >= threshold else { return }
        StandardError.write(line(level, message, fields, at: Date()) + "\n")
    }

    /// The text of one line. Fields are not repeated on a terminal: the message says what matters.
    package func line(_ level: LogLevel, _ message: String, _ fields: KeyValuePairs<String, LogValue>, at date: Date)
        -> String
    {
        switch format {
        case .human:
            return level == .info ? message.plainLines : "\(level.rawValue): \(message.plainLines)"
        case .json:
            let stamp = date.formatted(.iso8601.year().month().day().time(includingFractionalSeconds: true))
            var text = "{\"time\":\"\(stamp)Z\",\"level\":\"\(level.rawValue)\",\"message\":\(Self.quoted(message))"
            for (name, value) in fields { text += ",\(Self.quoted(name)):\(Self.json(value))" }
            return text + "}"
        }
    }

    private static func json(_ value: LogValue) -> String {
        switch value {
        case .text(let text): quoted(text)
        case .integer(let number): "\(number)"
        case .number(let number): number.isFinite ? "\(number)" : "null"
        case .flag(let flag): "\(flag)"
        }
    }

    private static func quoted(_ text: String) -> String {
        let data = try? JSONSerialization.data(
            withJSONObject: text, options: [.fragmentsAllowed, .withoutEscapingSlashes])
        return data.map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
    }
}
