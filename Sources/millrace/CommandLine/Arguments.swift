import PipelineSpec
import TimeSeries

/// The options and operands that a command was given.
struct Arguments: Equatable {
    private(set) var operands: [String] = []
    /// What stood behind each option, in order.
    private var values: [String: [String]] = [:]
    private let command: [String]

    /// - Throws: ``UsageError`` for what the command does not have, or has not been given.
    init(_ words: [String], for command: Command) throws {
        self.command = command.name
        var rest = words[...]
        var optionsEnded = false
        while let word = rest.popFirst() {
            if word == "--", !optionsEnded {
                optionsEnded = true
            } else if !optionsEnded, word.hasPrefix("-"), !word.hasPrefix("--"), word.count > 1 {
                throw UsageError(
                    message: "there is no option \(word); they are written as words, as --help", command: command.name)
            } else if optionsEnded || !word.hasPrefix("--") {
                operands.append(word)
            } else {
                try take(word.dropFirst(2), &rest, command)
            }
        }
        guard command.operandCount.contains(operands.count) else {
            let wanted = command.operands.isEmpty ? "takes no operands" : "needs \(command.operands)"
            throw UsageError(message: "`\(command.name.joined(separator: " "))` \(wanted)", command: command.name)
        }
    }

    private mutating func take(_ word: Substring, _ rest: inout ArraySlice<String>, _ command: Command) throws {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0])
        guard let option = command.options.first(where: { $0.name == name }) else {
            let suggestion = Suggestion.text(for: name, among: command.options.map(\.name), prefix: "--")
            throw UsageError(message: "there is no option --\(name)\(suggestion)", command: command.name)
        }
        if option.value == nil {
            guard parts.count == 1 else {
                throw UsageError(message: "the option --\(name) takes no value", command: command.name)
            }
            values[name] = [""]
        } else if parts.count == 2 {
            values[name, default: []].append(String(parts[1]))
        } else if let value = rest.popFirst() {
            values[name, default: []].append(value)
        } else {
            throw UsageError(message: "the option --\(name) needs \(option.value ?? "a value")", command: command.name)
        }
    }

    func has(_ name: String) -> Bool { values[name] != nil }

    /// What an option was last given.
    func text(_ name: String) -> String? { values[name]?.last }

    /// Everything that an option was given.
    func all(_ name: String) -> [String] { values[name] ?? [] }

    /// An option that the command cannot do without.
    func required(_ name: String) throws -> String {
        guard let value = text(name), !value.isEmpty else { throw wrong("the option --\(name) is needed") }
        return value
    }

    func integer(_ name: String, in range: ClosedRange<Int>) throws -> Int? {
        guard let text = text(name) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw wrong(
                "--\(name) has to be a whole number from \(range.lowerBound) to \(range.upperBound), not `\(text)`")
        }
        return number
    }

    func number(_ name: String) throws -> Double? {
        guard let text = text(name) else { return nil }
        guard let number = Double(text), number.isFinite, number > 0 else {
            throw wrong("--\(name) has to be a number above zero, not `\(text)`")
        }
        return number
    }

    /// A time, or the beginning of a day in UTC.
    func time(_ name: String) throws -> Timestamp? {
        guard let text = text(name) else { return nil }
        guard let time = Timestamp(rfc3339: text) ?? Timestamp(rfc3339: text + "T00:00:00Z") else {
            throw wrong(
                "--\(name) has to be a time such as 2026-01-31T12:00:00Z or a day such as 2026-01-31, not `\(text)`")
        }
        return time
    }

    func choice(_ name: String, _ words: [String]) throws -> String? {
        guard let text = text(name) else { return nil }
        guard words.contains(text) else {
            let suggestion = Suggestion.text(for: text, among: words)
            throw wrong("--\(name) has to be \(words.joined(separator: " or ")), not `\(text)`\(suggestion)")
        }
        return text
    }

    /// What is wrong with what was given.
    func wrong(_ message: String) -> UsageError { UsageError(message: message, command: command) }
}
