import Alerting
import Foundation
import PipelineSpec
import PostgresConnector
import TimeSeries

/// `millrace dlq …`
enum DeadLetterCommands {
    static let all = [list, show, DeadLetterReplay.command, purge]

    private static let reason = Option("reason", "WORD", "only of this reason, such as malformed or late")
    private static let topic = Option("topic", "TOPIC", "only of this topic")
    private static let key = Option("key", "PATTERN", "only where the message's key fits; % stands for anything")
    private static let since = Option("since", "TIME", "only what was received since: a day, or RFC 3339")
    private static let before = Option("before", "TIME", "only what was received before")

    /// Which letters are meant, as every command may be told.
    static let filters = [reason, topic, key, since, before]

    private static let list = Command(
        "dlq list", "List records that could not be used, and count them by reason",
        options: [AlertCommands.url, AlertCommands.pipeline] + filters + [
            Option("unreplayed", nil, "only what was not sent again"),
            Option("limit", "N", "at most so many letters, the newest first (20)"), AlertCommands.format,
        ],
        details: "One letter for each record and reason. All that fit are counted, whatever --limit says."
    ) { arguments in
        var filter = try filter(arguments)
        if arguments.has("unreplayed") { filter.isReplayed = false }
        let letters = try PostgresDeadLetters(url: try DatabaseCommands.connection(arguments))
        let counts = try letters.counts(filter)
        let rows = try letters.letters(filter, limit: try arguments.integer("limit", in: 1...1_000_000) ?? 20)
        if try arguments.choice("format", ["human", "json"]) == "json" {
            print(DeadLetterText.json(counts, rows))
        } else if counts.isEmpty {
            print("there are no dead letters" + (filter.isAny ? "" : " that fit"))
        } else {
            print(DeadLetterText.table(counts) + "\n\n" + DeadLetterText.table(rows))
        }
        return .ok
    }

    private static let show = Command(
        "dlq show", "Show everything about a dead letter", operands: "ID", count: 1...1,
        options: [
            AlertCommands.url, AlertCommands.format,
            Option(
                "payload", nil, "write the message's value, and nothing else, to standard output as it was received"),
        ],
        details: "ID: the number in `dlq list`. What is no text is shown in hexadecimal digits."
    ) { arguments in
        guard let number = Int64(arguments.operands[0]) else {
            throw arguments.wrong("ID has to be a number of `millrace dlq list`, not `\(arguments.operands[0])`")
        }
        var filter = DeadLetterFilter()
        filter.numbers = [number]
        let letters = try PostgresDeadLetters(url: try DatabaseCommands.connection(arguments))
        let format = try arguments.choice("format", ["human", "json"])
        guard let row = try letters.letters(filter, limit: 1).first else {
            Terminal.error("error: there is no dead letter \(number); see `millrace dlq list`")
            return .data
        }
        if arguments.has("payload") {
            FileHandle.standardOutput.write(Data(row.payload ?? []))
        } else {
            print(format == "json" ? DeadLetterText.json(row) : DeadLetterText.page(row))
        }
        return .ok
    }

    private static let purge = Command(
        "dlq purge", "Remove dead letters",
        options: [AlertCommands.url, AlertCommands.pipeline] + filters + [
            Option("older-than", "AGE", "only what was received so long ago, such as 30d"),
            Option("replayed", nil, "only what was sent again"),
            Option("everything", nil, "all that there are"),
            Option("dry-run", nil, "only say how many"),
        ],
        details: "Needs the rights of millrace_writer. `dead_letter: {keep: 30d}` of a pipeline does it as it runs."
    ) { arguments in
        var filter = try filter(arguments)
        if arguments.has("replayed") { filter.isReplayed = true }
        if let text = arguments.text("older-than") {
            guard filter.before == nil else { throw arguments.wrong("--before and --older-than do not go together") }
            guard let age = DurationText.parse(text) else {
                throw arguments.wrong("--older-than has to be an age such as 12h or 30d, not `\(text)`")
            }
            filter.before = Timestamp(microseconds: Timestamp.wallClock.microseconds - age)
        }
        guard !filter.isAny || arguments.has("everything") else {
            throw arguments.wrong("say what to remove, by --reason, --older-than … or --everything")
        }
        let isRehearsal = arguments.has("dry-run")
        let count = try PostgresDeadLetters(url: try DatabaseCommands.connection(arguments)).purge(
            filter, isRehearsal: isRehearsal)
        let letters = "\(Figures.count(count)) dead letter\(count == 1 ? "" : "s")"
        print(isRehearsal ? "\(letters) would be removed" : "\(letters) removed")
        return .ok
    }

    static func filter(_ arguments: Arguments) throws -> DeadLetterFilter {
        var filter = DeadLetterFilter()
        (filter.pipeline, filter.reason) = (arguments.text("pipeline"), arguments.text("reason"))
        (filter.topic, filter.key) = (arguments.text("topic"), arguments.text("key"))
        (filter.since, filter.before) = (try arguments.time("since"), try arguments.time("before"))
        return filter
    }
}

extension DeadLetterFilter {
    /// Whether every letter fits.
    fileprivate var isAny: Bool {
        [pipeline, reason, topic, key].allSatisfy { $0 == nil } && since == nil && before == nil && numbers == nil
            && isReplayed == nil
    }
}
