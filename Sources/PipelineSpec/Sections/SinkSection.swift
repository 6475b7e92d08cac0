/// One entry of `sinks`.
enum SinkSection {
    enum SinkType: String, CaseIterable { case postgres, file, stdout, webhook, alertmanager, kafka }

    /// Whether sinks of a type are told of alerts, and keep no results.
    static func isReceiver(_ type: SinkType) -> Bool {
        switch type {
        case .postgres, .file, .stdout: false
        case .webhook, .alertmanager, .kafka: true
        }
    }

    /// The type of an entry, of which nothing is noted here; nil when it cannot be read.
    static func type(of node: YAMLNode) -> SinkType? {
        TypeReader.read(SinkType.self, of: "", node, DecodingContext(environment: [:]))
    }

    static let type = Key(
        "type", Kind<SinkType>.choice,
        "Where results go: postgres, file or stdout; or who is told of alerts: webhook, alertmanager or kafka.",
        required: true)

    static let url = Key(
        "url", .secret,
        "A libpq connection string or URL; {env: NAME} and {file: path} keep passwords out of this file.",
        default: "${MILLRACE_PG}")
    static let history = Key(
        "history", historyKind, "Which forecasts are kept: all, every N (of a series), or off.", default: "all")
    static let keep = Key("keep", Kind<Int64?>.retention, "How long they are kept.", default: "forever")
    static let postgresForecasts = Key(
        "forecasts",
        Kind<PostgresForecasts>(shape: Shape(schema: .section([history, keep]), words: "a mapping")) { node, context in
            Section(node, "forecasts", keys: [history, keep], context).map {
                PostgresForecasts(every: $0.value(history) ?? 1, keep: $0.value(keep) ?? nil)
            }
        }, "The history of forecasts.")
    static let writes = Key(
        "write", Kind<Bool>.boolean, "Whether observations are written, with what was expected.", default: "true")
    static let observations = Key(
        "observations",
        Kind<PostgresObservations>(shape: Shape(schema: .section([writes, keep]), words: "a mapping")) {
            node, context in
            Section(node, "observations", keys: [writes, keep], context).map {
                PostgresObservations(writes: $0.value(writes) ?? true, keep: $0.value(keep) ?? nil)
            }
        }, "What was observed.")
    static let anomalies = Key(
        "anomalies",
        Kind<Int64?>(shape: Shape(schema: .section([keep]), words: "a mapping")) { node, context in
            Section(node, "anomalies", keys: [keep], context).map { $0.value(keep) ?? nil }
        }, "Anomalies, and alerts that are over.")

    static let path = Key("path", Kind<String>.text, "The folder, taken from this file's folder.", required: true)
    static let onStart = Key(
        "on_start", Kind<FileSinkSpec.OnStart>.choice,
        "Whether a new run goes on where the last one stopped, or begins again.", default: "continue")
    static let every = Key(
        "every", Kind<Int>.integer(0...1_000_000), "Every n-th forecast of a series is written; 0 writes none.",
        default: "1")
    static let fileForecasts = Key(
        "forecasts",
        Kind<Int>(shape: Shape(schema: .section([every]), words: "a mapping")) { node, context in
            Section(node, "forecasts", keys: [every], context).map { $0.value(every) ?? 1 }
        }, "Which forecasts are written.")

    static let write = Key(
        "write", Kind<StdoutSinkSpec.Content>.choice, "What is written.", default: "forecasts")

    struct PostgresForecasts {
        let every: Int
        let keep: Int64?
    }
    struct PostgresObservations {
        let writes: Bool
        let keep: Int64?
    }

    static func keys(of type: SinkType) -> [any KeyDeclaration] {
        switch type {
        case .postgres: [self.type, url, postgresForecasts, observations, anomalies]
        case .file: [self.type, path, onStart, fileForecasts]
        case .stdout: [self.type, write]
        case .webhook: [self.type] + ReceiverSection.webhookKeys
        case .alertmanager: [self.type] + ReceiverSection.alertmanagerKeys
        case .kafka: [self.type] + ReceiverSection.kafkaKeys
        }
    }

    private static var historyKind: Kind<Int> {
        let words = "all, every N, or off"
        let pattern = "^(all|off|every [1-9][0-9]*)$"
        return .scalar(
            Shape(schema: .object([("type", .text("string")), ("pattern", .text(pattern))]), words: words)
        ) { text in
            if text == "all" { return 1 }
            if text == "off" { return 0 }
            guard let match = text.wholeMatch(of: /every ([1-9][0-9]{0,8})/) else { return nil }
            return Int(match.1)
        }
    }

    static func read(_ name: String, _ node: YAMLNode, _ context: DecodingContext) -> SinkSpec? {
        guard let type = TypeReader.read(SinkType.self, of: "the sink \(name)", node, context),
            let section = Section(node, "the sink \(name)", keys: keys(of: type), context)
        else { return nil }
        let kind: SinkSpec.Kind? =
            switch type {
            case .postgres: postgres(section).map { .postgres($0) }
            case .file: file(section).map { .file($0) }
            case .stdout: .stdout(StdoutSinkSpec(write: section.value(write) ?? .forecasts))
            case .webhook: ReceiverSection.webhook(section).map { .webhook($0) }
            case .alertmanager: ReceiverSection.alertmanager(section).map { .alertmanager($0) }
            case .kafka: ReceiverSection.kafka(section).map { .kafka($0) }
            }
        return kind.map { SinkSpec(name: name, kind: $0) }
    }

    private static func postgres(_ section: Section) -> PostgresSinkSpec? {
        let forecasts = section.value(postgresForecasts)
        let kept = section.value(observations)
        let anomalies = section.value(anomalies)
        guard let url = connection(section) else { return nil }
        var spec = PostgresSinkSpec(
            url: url, historyEvery: forecasts?.every ?? 1, keepForecastsMicroseconds: forecasts?.keep,
            writesObservations: kept?.writes ?? true, keepObservationsMicroseconds: kept?.keep)
        spec.keepAnomaliesMicroseconds = anomalies ?? nil
        return spec
    }

    private static func file(_ section: Section) -> FileSinkSpec? {
        let start = section.value(onStart)
        let every = section.value(fileForecasts)
        return section.value(path).map { path in
            FileSinkSpec(
                path: path, resolvedPath: section.context.resolve(path, at: section.mark(self.path)),
                onStart: start ?? .continue, forecastsEvery: every ?? 1)
        }
    }

    private static func connection(_ section: Section) -> Secret? {
        guard section.context.opensSinks else { return Secret("") }
        if section.has(url) { return section.value(url) }
        if let text = section.context.environment["MILLRACE_PG"], !text.isEmpty { return Secret(text) }
        section.context.note(
            "the sink needs `url`, or the environment variable MILLRACE_PG: a PostgreSQL connection string",
            at: section.node.mark)
        return nil
    }
}
