import Alerting
import PipelineSpec
import PostgresConnector

/// `millrace alerts silence …`: incidents about which nobody is told for a while.
enum SilenceCommands {
    static let all = [silence, list, end]

    private static let silence = Command(
        "alerts silence", "Tell nobody of some incidents for a while",
        options: [
            AlertCommands.url, Option("for", "TIME", "how long from now, such as 2h or 1d12h"),
            Option("reason", "TEXT", "why, for whoever wonders"), AlertCommands.pipeline,
            Option("policy", "NAME", "only of this entry of alerts"), Option("model", "NAME", "only of this model"),
            Option("key", "PATTERN", "only keys like this; % is any text"),
            Option("metric", "NAME", "only of this metric"),
            Option("label", "NAME=VALUE", "only series with this key field; may be repeated"),
            Option("everything", nil, "every incident in the database"),
            Option("by", "NAME", "who (the database's user)"),
        ],
        details: """
            Incidents go on being written, and what still fires when the silence ends is told then. Needs the rights of
            millrace_operator. `alerts silences` lists them, `alerts unsilence` ends one.
            """
    ) { arguments in
        guard let length = DurationText.parse(try arguments.required("for")) else {
            throw arguments.wrong(
                "--for has to be a time such as 30m, 2h or 1d12h, not `\(arguments.text("for") ?? "")`")
        }
        var new = NewSilence(duration: .microseconds(length), reason: try arguments.required("reason"))
        (new.pipeline, new.policy) = (arguments.text("pipeline"), arguments.text("policy"))
        (new.model, new.key, new.metric) = (arguments.text("model"), arguments.text("key"), arguments.text("metric"))
        new.author = arguments.text("by")
        for label in arguments.all("label") {
            let parts = label.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw arguments.wrong("--label has to be NAME=VALUE, not `\(label)`")
            }
            new.labels.append((parts[0], parts[1]))
        }
        let matchers = [new.pipeline, new.policy, new.model, new.key, new.metric].compactMap { $0 }
        guard !matchers.isEmpty || !new.labels.isEmpty || arguments.has("everything") else {
            throw arguments.wrong("say what to silence, by --pipeline, --key … or --everything")
        }
        let reader = try PostgresAlertReader(url: try DatabaseCommands.connection(arguments))
        let id = try reader.silence(new)
        print("silence \(id) holds for \(Figures.duration(length)); `millrace alerts unsilence \(id)` ends it")
        return .ok
    }

    private static let list = Command(
        "alerts silences", "List silences that hold",
        options: [
            AlertCommands.url, Option("all", nil, "also those that are over"),
            Option("limit", "N", "at most so many (50)"), AlertCommands.format,
        ]
    ) { arguments in
        let reader = try PostgresAlertReader(url: try DatabaseCommands.connection(arguments))
        let rows = try reader.silences(
            includingPast: arguments.has("all"), limit: try arguments.integer("limit", in: 1...1_000_000) ?? 50)
        if try arguments.choice("format", ["human", "json"]) == "json" {
            print(AlertText.text(.array(rows.map(value))))
        } else if rows.isEmpty {
            print(arguments.has("all") ? "there are no silences" : "no silence holds; --all shows those that are over")
        } else {
            let cells = rows.map {
                [
                    "\($0.id)", matchers(of: $0), AlertText.minute($0.startsAt), AlertText.minute($0.endsAt),
                    "\($0.silenced)", $0.author, $0.reason,
                ]
            }
            let header = ["ID", "WHAT", "FROM (UTC)", "UNTIL (UTC)", "FIRING", "BY", "REASON"]
            print(Table(header: header, rows: cells, rightAligned: [0, 4]).text)
        }
        return .ok
    }

    private static let end = Command(
        "alerts unsilence", "End a silence now", operands: "ID", count: 1...1, options: [AlertCommands.url]
    ) { arguments in
        guard let id = Int64(arguments.operands[0]) else {
            throw arguments.wrong("ID has to be a number of `millrace alerts silences`, not `\(arguments.operands[0])`")
        }
        let reader = try PostgresAlertReader(url: try DatabaseCommands.connection(arguments))
        guard try reader.endSilence(id) else {
            Terminal.error("error: there is no silence \(id) that holds; see `millrace alerts silences --all`")
            return .data
        }
        print("silence \(id) is over")
        return .ok
    }

    private static func matchers(of row: SilenceRow) -> String {
        let parts = [
            ("pipeline", row.pipeline), ("policy", row.policy), ("model", row.model), ("key", row.key),
            ("metric", row.metric), ("labels", row.labels),
        ]
        let text = parts.compactMap { name, value in value.map { "\(name) \($0)" } }.joined(separator: ", ")
        return text.isEmpty ? "everything" : text
    }

    private static func value(_ row: SilenceRow) -> JSONValue {
        .object([
            ("id", .integer(row.id)), ("pipeline", AlertText.optional(row.pipeline)),
            ("policy", AlertText.optional(row.policy)), ("model", AlertText.optional(row.model)),
            ("key", AlertText.optional(row.key)), ("metric", AlertText.optional(row.metric)),
            ("labels", AlertText.optional(row.labels)), ("starts_at", .text(row.startsAt)),
            ("ends_at", .text(row.endsAt)), ("reason", .text(row.reason)), ("author", .text(row.author)),
            ("silenced", .integer(Int64(row.silenced))), ("is_over", .flag(row.isOver)),
        ])
    }
}
