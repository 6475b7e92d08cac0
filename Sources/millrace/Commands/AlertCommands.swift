import PostgresConnector

/// `millrace alerts …`
enum AlertCommands {
    static let all = [list, show, AlertTest.command]

    static let url = Option("url", "URL", "a PostgreSQL connection string (MILLRACE_PG)")
    static let pipeline = Option("pipeline", "NAME", "only of this pipeline")
    static let format = Option("format", "FORMAT", "human or json (human)")

    /// Of a storm, in a list for people.
    private static let shownMembers = 3

    private static let list = Command(
        "alerts list", "List incidents that fire",
        options: [
            url, pipeline, Option("all", nil, "also what is over, the newest first"),
            Option("limit", "N", "at most so many (50)"), format,
        ],
        details: """
            A storm is listed with its worst three incidents under it; `alerts show` has more of them. What a receiver has
            not taken yet is waiting; what it refused is not sent again.
            """
    ) { arguments in
        let reader = try PostgresAlertReader(url: try DatabaseCommands.connection(arguments))
        let limit = try arguments.integer("limit", in: 1...1_000_000) ?? 50
        let alerts =
            arguments.has("all")
            ? try reader.recentAlerts(pipeline: arguments.text("pipeline"), limit: limit)
            : try reader.openAlerts(pipeline: arguments.text("pipeline"), limit: limit)
        let isJSON = try arguments.choice("format", ["human", "json"]) == "json"
        var listed: [AlertSummary] = []
        for alert in alerts {
            listed.append(alert)
            guard let count = alert.members else { continue }
            listed += try reader.members(ofStorm: alert.id, limit: isJSON ? max(count, 1) : shownMembers)
        }
        if isJSON {
            print(AlertText.json(listed))
        } else if alerts.isEmpty {
            print(arguments.has("all") ? "there are no alerts" : "nothing fires; --all shows what is over")
        } else {
            print(AlertText.table(listed))
        }
        return .ok
    }

    private static let show = Command(
        "alerts show", "Show everything about an incident", operands: "ID", count: 1...1, options: [url, format],
        details: "ID: the number in `alerts list`, or a fingerprint as receivers are told it: then its newest incident."
    ) { arguments in
        let reader = try PostgresAlertReader(url: try DatabaseCommands.connection(arguments))
        let format = try arguments.choice("format", ["human", "json"])
        let name = arguments.operands[0]
        let isFingerprint = name.wholeMatch(of: /[0-9a-f]{16}/) != nil
        guard let id = try isFingerprint ? reader.newest(ofFingerprint: name) : Int64(name),
            let alert = try reader.alert(id)
        else {
            Terminal.error("error: there is no alert \(name); see `millrace alerts list --all`")
            return .data
        }
        let members = alert.summary.members == nil ? [] : try reader.members(ofStorm: id, limit: 20)
        print(format == "json" ? AlertText.json(alert, members) : AlertText.page(alert, members))
        return .ok
    }
}
