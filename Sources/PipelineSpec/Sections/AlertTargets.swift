/// What entries of `alerts` may name.
struct AlertTargets {
    /// Of every entry of `models`, also of those that could not be read.
    let modelNames: [String]
    /// Those that could be read.
    let models: [ModelSpec]
    /// Of every entry of `sinks`, also of those that could not be read.
    let sinkNames: [String]
    /// Those that could be read.
    let sinks: [SinkSpec]

    /// Names of the sinks that are told of alerts.
    var receivers: [String] { sinks.filter(\.isReceiver).map(\.name) }

    /// Whether results are kept, but in no PostgreSQL, from which alone alerts are delivered.
    var lacksOutbox: Bool {
        let keeping = sinks.filter { !$0.isReceiver }
        let hasDatabase = keeping.contains { if case .postgres = $0.kind { true } else { false } }
        return sinks.count == sinkNames.count && !keeping.isEmpty && !hasDatabase
    }
}
