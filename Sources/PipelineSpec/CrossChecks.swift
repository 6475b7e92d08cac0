/// Finds what no section of a pipeline can see by itself.
struct CrossChecks {
    let context: DecodingContext
    /// Where the entries of a section stand, by their names.
    let marks: [String: [String: Mark]]

    func check(
        _ sources: [SourceSpec], _ models: [ModelSpec], _ alerts: [AlertSpec], _ sinks: [SinkSpec],
        _ deadLetter: DeadLetterSpec
    ) {
        checkReaders(of: sources, models)
        for model in models { checkNames(in: model) }
        checkSources(sources)
        checkSinks(sinks)
        checkReceivers(sinks, alerts, sources, deadLetter)
        checkStorms(alerts)
        checkOutputs(sinks, models, alerts)
    }

    private func checkReaders(of sources: [SourceSpec], _ models: [ModelSpec]) {
        let read = Set(
            models.flatMap { model in
                model.inputs
                    + model.inputs.flatMap { input in
                        model.covariates.map { ModelSpec.Input(source: input.source, metric: $0) }
                    }
            })
        // What a model was to read may be what is wrong.
        guard !context.hasErrors else { return }
        for source in sources where !models.isEmpty {
            for value in source.values where !read.contains(.init(source: source.name, metric: value.name)) {
                context.warn(
                    "no model reads \(source.name).\(value.name); it is left out",
                    at: context.valueMarks["\(source.name).\(value.name)"] ?? mark("sources", source.name))
            }
        }
    }

    /// A series is named by its key, its metric and its model: two sources must not give it the same name.
    private func checkNames(in model: ModelSpec) {
        for (index, input) in model.inputs.enumerated() {
            guard let twin = model.inputs[..<index].first(where: { $0.metric == input.metric }) else { continue }
            context.note(
                """
                \(model.name) reads \(twin.source).\(twin.metric) and \(input.source).\(input.metric): where their keys \
                are the same, so would be the series. Name one of the values otherwise, or give each a model of its own
                """, at: mark("models", model.name))
        }
    }

    private func checkSources(_ sources: [SourceSpec]) {
        for (index, source) in sources.enumerated() {
            if let twin = sources[..<index].first(where: { readsTheSame($0, source) }) {
                context.note("\(source.name) reads what \(twin.name) reads already", at: mark("sources", source.name))
            }
        }
        var kafka: [String: String] = [:]
        for source in sources {
            guard case .kafka(let spec) = source.kind else { continue }
            let group = "\(spec.brokers) \(spec.group)"
            if let twin = kafka[group] {
                context.note(
                    "\(source.name) is in the consumer group of \(twin), which would share its partitions; give each its own `group`",
                    at: mark("sources", source.name))
            }
            kafka[group] = source.name
        }
    }

    private func checkSinks(_ sinks: [SinkSpec]) {
        for (index, sink) in sinks.enumerated() {
            guard case .file(let file) = sink.kind else { continue }
            let twin = sinks[..<index].first {
                if case .file(let other) = $0.kind { other.resolvedPath == file.resolvedPath } else { false }
            }
            if let twin {
                context.note("\(sink.name) writes where \(twin.name) writes already", at: mark("sinks", sink.name))
            }
        }
    }

    private func checkReceivers(
        _ sinks: [SinkSpec], _ alerts: [AlertSpec], _ sources: [SourceSpec], _ deadLetter: DeadLetterSpec
    ) {
        if let first = sinks.first, sinks.allSatisfy(\.isReceiver), sinks.count == marks["sinks"]?.count {
            context.note(
                "every sink is only told of alerts: results need one of type postgres, file or stdout",
                at: mark("sinks", first.name))
        }
        for sink in sinks where sink.isReceiver {
            let isTold = alerts.contains { $0.receivers.contains(sink.name) }
            if isTold, sink.mayKeepDeadLetters, deadLetter.sinks.contains(sink.name) {
                context.note(
                    "\(sink.name) is told of alerts and keeps dead letters: give each a topic, and a sink, of its own",
                    at: mark("sinks", sink.name))
            }
            if alerts.count == marks["alerts", default: [:]].count, !isTold, !deadLetter.sinks.contains(sink.name) {
                context.warn(
                    "no entry of `alerts` names \(sink.name): it is told nothing", at: mark("sinks", sink.name))
            }
            guard case .kafka(let written) = sink.kind else { continue }
            let reader = sources.first {
                if case .kafka(let read) = $0.kind {
                    read.brokers == written.brokers && read.topics.contains(written.topic)
                } else {
                    false
                }
            }
            if let reader {
                context.note(
                    "\(sink.name) writes to the topic that \(reader.name) reads", at: mark("sinks", sink.name))
            }
        }
    }

    /// Storms where nobody is told of anything.
    private func checkStorms(_ alerts: [AlertSpec]) {
        guard !context.hasErrors, alerts.allSatisfy(\.receivers.isEmpty) else { return }
        for alert in alerts where alert.storm != nil {
            context.warn(
                "`storm` of \(alert.name) changes nothing: incidents are grouped where receivers are told of them, out of a sink of type postgres, and no entry of `alerts` names a receiver",
                at: mark("alerts", alert.name))
        }
    }

    /// A sink that would write nothing.
    private func checkOutputs(_ sinks: [SinkSpec], _ models: [ModelSpec], _ alerts: [AlertSpec]) {
        for sink in sinks {
            guard case .stdout(let stdout) = sink.kind, !context.hasErrors else { continue }
            if stdout.write == .anomalies, models.allSatisfy({ $0.detect == nil }) {
                context.warn("\(sink.name) writes anomalies, but no model has `detect`", at: mark("sinks", sink.name))
            }
            if stdout.write == .alerts, alerts.isEmpty {
                context.warn("\(sink.name) writes alerts, but there are no `alerts`", at: mark("sinks", sink.name))
            }
        }
    }

    private func readsTheSame(_ left: SourceSpec, _ right: SourceSpec) -> Bool {
        switch (left.kind, right.kind) {
        case (.file(let first), .file(let second)): first.resolvedPath == second.resolvedPath
        case (.stdin, .stdin): true
        default: false
        }
    }

    private func mark(_ section: String, _ name: String) -> Mark {
        marks[section]?[name] ?? Mark(file: "", line: 1, column: 1)
    }
}
