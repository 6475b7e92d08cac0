import TimeSeries

/// One entry of `alerts`.
enum AlertSection {
    static let models = Key(
        "models", Kind<String>.text.list(atLeast: 1), "Models whose anomalies count; each has `detect`.",
        default: "every model with detect")
    static let to = Key(
        "to", Kind<String>.text.list(),
        "Names of sinks that are told: webhook, alertmanager, kafka. Those that keep results have every incident anyway, and tell nobody.",
        default: "[]")
    static let consecutive = Key(
        "for", Kind<Int>.integer(1...1_000), "Unusual observations one after the other before it fires.", default: "1")
    static let resolveAfter = Key(
        "resolve_after", Kind<Int64>.duration,
        "It is over when there was no unusual observation for so long, in event time.", default: "30m")
    static let cooldown = Key(
        "cooldown", Kind<Int64>.duration, "So long after it was over, a new one does not fire.", default: "none")
    static let minSeverity = Key(
        "min_severity", Kind<Severity>.severity, "Anomalies that are less severe do not count.", default: "info")
    static let storm = Key(
        "storm", stormKind,
        "When many incidents at once are told as one. Only where receivers are told, out of a sink of type postgres.")
    static let keys: [any KeyDeclaration] = [models, to, consecutive, resolveAfter, cooldown, minSeverity, storm]

    static let groupBy = Key(
        "group_by", Kind<String>.text.list(),
        "What the incidents have in common: names of key fields, or metric, model, kind.", default: "[]")
    static let above = Key(
        "above", Kind<Int>.integer(1...1_000_000), "More than so many firing incidents of a group are a storm.",
        required: true)
    static let wait = Key(
        "wait", Kind<Int64>.duration(from: "1ms", to: "1h"),
        "How long a new incident waits, to see whether it is one of many.", default: "10s")
    private static let stormKeys: [any KeyDeclaration] = [groupBy, above, wait]

    /// What else incidents can have in common, besides key fields.
    static let commonNames = ["metric", "model", "kind"]

    static var schema: SchemaValue { .section(keys) }

    private static var stormKind: Kind<AlertSpec.Storm> {
        Kind(shape: Shape(schema: .section(stormKeys), words: "a mapping with above, group_by and wait")) {
            node, context in
            guard let section = Section(node, "storm", keys: stormKeys, context) else { return nil }
            let names = section.value(groupBy) ?? []
            checkGroup(names, section)
            let wait = section.value(wait)
            return section.value(above).map {
                AlertSpec.Storm(groupBy: names, above: $0, waitMicroseconds: wait ?? 10_000_000)
            }
        }
    }

    private static func checkGroup(_ names: [String], _ section: Section) {
        section.noteTwins(names, groupBy)
        guard let labels = section.context.labels else { return }
        let known = labels + commonNames
        for (name, mark) in zip(names, section.elementMarks(groupBy)) where !known.contains(name) {
            section.context.note(
                "no source has a key field `\(name)`\(suggestion(name, known))", at: mark)
        }
    }

    static func read(_ name: String, _ node: YAMLNode, _ targets: AlertTargets, _ context: DecodingContext)
        -> AlertSpec?
    {
        guard !node.isNothing else {
            context.note(
                "the alert \(name) is empty; write `{}` for every default, which tells nobody, or name receivers in `to`",
                at: node.mark)
            return nil
        }
        guard let section = Section(node, "the alert \(name)", keys: keys, context) else { return nil }
        let observed = observed(section, targets)
        var spec = AlertSpec(name: name, models: observed.map(\.name), receivers: told(section, targets))
        spec.consecutive = section.value(consecutive) ?? spec.consecutive
        spec.resolveAfterMicroseconds = section.value(resolveAfter) ?? spec.resolveAfterMicroseconds
        spec.cooldownMicroseconds = section.value(cooldown) ?? spec.cooldownMicroseconds
        spec.leastSeverity = section.value(minSeverity) ?? spec.leastSeverity
        spec.storm = section.value(storm)
        for model in observed {
            guard targets.modelsAreSound, let most = model.detect?.mostSevere, most < spec.leastSeverity else {
                continue
            }
            context.warn(
                "no anomaly of \(model.name) is more severe than \(most.name): name `\(spec.leastSeverity.name)` in the `severity` of its `detect`",
                at: section.mark(minSeverity))
        }
        return spec
    }

    /// The receivers that are told; what is wrong with the names of sinks is noted.
    private static func told(_ section: Section, _ targets: AlertTargets) -> [String] {
        let context = section.context
        let named = section.value(to) ?? []
        section.noteTwins(named, to)
        let written = Array(zip(named, section.elementMarks(to)))
        for (sink, mark) in written where !targets.sinkNames.contains(sink) {
            context.note("there is no sink `\(sink)`\(suggestion(sink, targets.sinkNames))", at: mark)
        }
        let receivers = named.filter(targets.isReceiver)
        if targets.lacksOutbox, let (receiver, mark) = written.first(where: { receivers.contains($0.0) }) {
            context.note(
                "`\(receiver)` is told what a sink of type postgres keeps for it with the results, so that nothing is lost: this pipeline needs such a sink",
                at: mark)
        }
        if receivers.isEmpty, let (sink, mark) = written.first, named.allSatisfy({ targets.sinkTypes[$0] != nil }) {
            context.warn(
                "`\(sink)` keeps results, and with them every incident, named here or not; it tells nobody, which is what sinks of type webhook, alertmanager and kafka do",
                at: mark)
        }
        return receivers
    }

    /// The models whose anomalies count; what is wrong with their names is noted.
    private static func observed(_ section: Section, _ targets: AlertTargets) -> [ModelSpec] {
        let context = section.context
        let able = targets.models.filter { $0.detect != nil }
        guard section.has(models) else {
            if able.isEmpty, targets.modelsAreSound {
                context.note(
                    "no model has `detect`, so that there is nothing to alert of; add `detect: {}` to one",
                    at: section.node.mark)
            }
            return able
        }
        let written = section.value(models) ?? []
        section.noteTwins(written, models)
        for (name, mark) in zip(written, section.elementMarks(models)) {
            if !targets.modelNames.contains(name) {
                context.note("there is no model `\(name)`\(suggestion(name, targets.modelNames))", at: mark)
            } else if targets.models.contains(where: { $0.name == name && $0.detect == nil }) {
                context.note(
                    "the model `\(name)` has no `detect`, so that nothing is an anomaly of it; add `detect: {}`",
                    at: mark)
            }
        }
        return written.compactMap { name in able.first { $0.name == name } }
    }

    private static func suggestion(_ name: String, _ names: [String]) -> String {
        let suggestion = Suggestion.text(for: name, among: names)
        return suggestion.isEmpty && !names.isEmpty
            ? "; there are \(names.prefix(8).joined(separator: ", "))" : suggestion
    }
}

extension Section {
    /// Notes what a list has twice.
    fileprivate func noteTwins(_ names: [String], _ key: Key<[String]>) {
        for (index, mark) in elementMarks(key).enumerated()
        where names.indices.contains(index) && names[..<index].contains(names[index]) {
            context.note("`\(names[index])` is listed twice", at: mark)
        }
    }
}
