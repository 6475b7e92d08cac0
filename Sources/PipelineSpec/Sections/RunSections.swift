/// `dead_letter` and `runtime`.
enum RunSections {
    static let to = Key(
        "to", Kind<String>.text.list(atLeast: 1),
        "Names of the sinks that keep records that could not be used: of type postgres, file, or kafka, a topic.",
        default: "every postgres and file sink")
    static let keepLetters = Key("keep", Kind<Int64?>.retention, "How long PostgreSQL keeps them.", default: "forever")
    static let deadLetterKeys: [any KeyDeclaration] = [to, keepLetters]

    static let workers = Key(
        "workers", Kind<Int>.integer(1...256), "Threads that forecast.", default: "one for each processor")
    static let epochRows = Key(
        "epoch_rows", Kind<Int>.integer(1...1_000_000), "Most values in one transaction.", default: "20000")
    static let epochEvery = Key(
        "epoch_every", Kind<Int64>.duration, "Most time until a transaction is written.", default: "500ms")
    static let queueBytes = Key(
        "queue_bytes", Kind<Int>.size, "Most bytes of records that wait for one worker.", default: "64MiB")
    static let drain = Key(
        "drain", Kind<Int64>.duration, "How long a shutdown may take to finish its work.", default: "30s")
    static let http = Key(
        "http", Kind<String>.listeningAddress,
        "Where the run tells how it is: /livez, /readyz, /metrics; port 0 takes a free one.", default: "nowhere")
    static let runtimeKeys: [any KeyDeclaration] = [workers, epochRows, epochEvery, queueBytes, drain, http]

    /// - Parameter names: of all sinks, also those that could not be read.
    static func deadLetter(
        _ node: YAMLNode?, sinks: [SinkSpec], names declared: [String], _ context: DecodingContext
    ) -> DeadLetterSpec {
        let able = sinks.filter(\.mayKeepDeadLetters).map(\.name)
        // A topic is told of alerts unless one says otherwise.
        let keepers = sinks.filter { $0.mayKeepDeadLetters && !$0.isReceiver }.map(\.name)
        guard let node,
            let section = Section(
                node, "dead_letter", keys: deadLetterKeys, unsupported: ["topic", "path"], context)
        else { return DeadLetterSpec(sinks: keepers) }
        let names = section.value(to)
        for (name, mark) in zip(names ?? [], section.elementMarks(to)) where !able.contains(name) {
            let problem =
                switch sinks.first(where: { $0.name == name })?.isReceiver {
                // What is wrong with it is said where it stands.
                case nil where declared.contains(name): nil as String?
                case nil: "there is no sink `\(name)`"
                case false?: "the sink `\(name)` writes to stdout, and keeps nothing"
                case true?: "the sink `\(name)` is told of alerts, and keeps nothing"
                }
            guard let problem else { continue }
            context.note("\(problem)\(Suggestion.text(for: name, among: able))", at: mark)
        }
        return DeadLetterSpec(sinks: names ?? keepers, keepMicroseconds: section.value(keepLetters) ?? nil)
    }

    static func runtime(_ node: YAMLNode?, _ context: DecodingContext) -> RuntimeSpec {
        var spec = RuntimeSpec()
        guard let node, let section = Section(node, "runtime", keys: runtimeKeys, context) else { return spec }
        spec.workers = section.value(workers)
        spec.epochRows = section.value(epochRows) ?? spec.epochRows
        spec.epochEveryMicroseconds = section.value(epochEvery) ?? spec.epochEveryMicroseconds
        spec.queueBytes = section.value(queueBytes) ?? spec.queueBytes
        spec.drainMicroseconds = section.value(drain) ?? spec.drainMicroseconds
        spec.http = section.value(http)
        return spec
    }
}
