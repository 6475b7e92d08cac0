import Foundation
import PipelineSpec

/// The program: finds the command, runs it, and says what went wrong.
enum Program {
    static let version = "0.1.0"

    static let commands: [Command] =
        [
            RunCommand.command, BacktestCommand.command, ValidateCommand.command, ExplainCommand.command,
            SchemaCommand.command, ConfigCommand.command,
            ProduceCommand.command,
        ]
        + DatabaseCommands.all + StateCommands.all + SeriesCommands.all + SeriesOrderCommands.all + [
            SeriesRevert.command
        ]
        + AlertCommands.all + SilenceCommands.all
        + DeadLetterCommands.all + DevCommands.all

    static func run(_ words: [String]) -> ExitCode {
        do {
            return try dispatch(words)
        } catch let error as UsageError {
            let topic = (["millrace"] + error.command).joined(separator: " ")
            Terminal.error("\(error.message)\nSee `\(topic) --help`.")
            return .usage
        } catch let code as ExitCode {
            return code
        } catch {
            return Failure.report(error)
        }
    }

    private static func dispatch(_ words: [String]) throws -> ExitCode {
        guard let first = words.first else {
            Terminal.error(help)
            return .usage
        }
        switch first {
        case "--version", "version":
            print("millrace \(version)")
            return .ok
        case "--help", "-h": return showHelp(for: [])
        case "help": return showHelp(for: Array(words.dropFirst()))
        default: break
        }
        guard let command = commands.first(where: { words.starts(with: $0.name) }) else {
            return try unknown(words)
        }
        let rest = Array(words.dropFirst(command.name.count))
        let options = rest.prefix { $0 != "--" }
        if options.contains("--help") || options.contains("-h") {
            print(command.help)
            return .ok
        }
        return try command.run(try Arguments(rest, for: command))
    }

    private static func unknown(_ words: [String]) throws -> ExitCode {
        let group = commands.filter { $0.name.first == words[0] }
        guard group.isEmpty else {
            if words.count == 1 || words.dropFirst().contains("--help") {
                print((["\(words[0]): commands"] + list(group)).joined(separator: "\n"))
                return words.count == 1 ? .usage : .ok
            }
            let suggestion = Suggestion.text(for: words[1], among: group.map { $0.name[1] })
            throw UsageError(message: "`\(words[0])` has no command `\(words[1])`\(suggestion)", command: [words[0]])
        }
        let suggestion = Suggestion.text(for: words[0], among: commands.map { $0.name[0] })
        throw UsageError(message: "there is no command `\(words[0])`\(suggestion)", command: [])
    }

    private static func showHelp(for words: [String]) -> ExitCode {
        if let command = commands.first(where: { $0.name == words }) {
            print(command.help)
        } else {
            print(help)
        }
        return .ok
    }

    static var help: String {
        let lines = [
            "Millrace \(version): forecasts, anomalies and alerts of metric streams, by models that learn from every event.",
            "",
            "usage: millrace COMMAND …", "", "commands:",
        ]
        let tail = ["", "`millrace COMMAND --help` says more about one. Exit codes follow sysexits(3)."]
        return (lines + list(commands) + tail).joined(separator: "\n")
    }

    private static func list(_ commands: [Command]) -> [String] {
        Command.columns(
            commands.map { (($0.name + [$0.operands]).filter { !$0.isEmpty }.joined(separator: " "), $0.summary) })
    }
}
