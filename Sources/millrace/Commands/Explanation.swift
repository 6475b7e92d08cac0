import AnomalyScoring
import LiquidForecasting
import PipelineSpec
import SeriesTransforms
import TimeSeries

/// What a pipeline does and what it costs, in words and numbers.
struct Explanation {
    let spec: PipelineSpec

    var text: String {
        var lines = ["pipeline \(spec.name)"]
        for source in spec.sources {
            lines.append("  source \(source.name): \(Self.origin(of: source))")
            lines.append(
                "    key \(source.key.joined(separator: " / ")), time \(source.time.field), values \(source.values.map(\.name).joined(separator: ", "))"
            )
        }
        for model in spec.models { lines += describe(model) }
        for alert in spec.alerts { lines += Self.describe(alert) }
        for sink in spec.sinks {
            let keeps = sink.name == spec.outbox ? "; keeps what receivers are to be told until they have it" : ""
            lines.append("  sink \(sink.name): \(Self.destination(of: sink))\(keeps)")
        }
        lines.append(
            "  records that cannot be used: \(spec.deadLetter.sinks.isEmpty ? "counted, kept nowhere" : "kept in \(spec.deadLetter.sinks.joined(separator: ", "))")"
        )
        lines.append("  state: \(state)")
        return lines.joined(separator: "\n")
    }

    /// Where the state is kept, how often it is written, and its bound.
    private var state: String {
        let place: String
        switch spec.state.store {
        case .local: place = spec.state.folder
        case .postgres: place = "in PostgreSQL"
        case .kafka(let topics): place = "in the topics \(topics).\(spec.name).SOURCE.TOPIC"
        case .none: return "kept nowhere; a restart reads the log again from its start"
        }
        let (every, most) = (Figures.duration(spec.state.everyMicroseconds), Figures.count(Int64(spec.state.maxSeries)))
        return "\(place), every \(every); at most \(most) series a partition"
    }

    private func describe(_ model: ModelSpec) -> [String] {
        let forecaster = PipelineAssembly.forecaster(of: model)
        let layout = forecaster.layout
        let step = model.forecaster.stepMicroseconds
        let inputs = model.inputs.map { "\($0.source).\($0.metric)" }.joined(separator: ", ")
        let bytes = Double(PipelineAssembly.model(model, of: spec).blockByteCount)
        let detection = bytes - Double(layout.byteCount)
        let share = detection > 0 ? ", \(Figures.bytes(detection)) of it for anomalies and their incidents" : ""
        let ahead = "\(model.forecaster.horizon) \(model.forecaster.counting == .time ? "steps" : "observations") ahead"
        let levels = model.forecaster.intervals.map { "\($0)" }.joined(separator: ", ")
        var lines = [
            "  model \(model.name): liquid, \(ahead), intervals of \(levels) %, step \(step.map(Figures.duration) ?? "learned"), seasons \(model.forecaster.seasonsMicroseconds.map(Figures.duration).joined(separator: ", ")), from the \(step == nil ? max(model.warmUp, ForecasterSettings.differencesForStep + 1) : model.warmUp)th observation on",
            "    reads \(inputs)",
            "    memory a series: \(Figures.bytes(bytes))\(share); 1,000 series \(Figures.bytes(bytes * 1e3)), 100,000 \(Figures.bytes(bytes * 1e5)), 1,000,000 \(Figures.bytes(bytes * 1e6))",
        ]
        if let calendar = model.forecaster.calendar {
            lines.insert("    seasons follow \(Self.words(for: calendar))", at: 1)
        }
        let parts = layout.parts.sorted { $0.byteCount > $1.byteCount }.prefix(6)
        lines.append("      most of it: " + parts.map { "\($0.name) \($0.byteCount) B" }.joined(separator: ", "))
        lines.append(
            forecaster.priorByteCount > 0
                ? "    new series start from what their group has learned: \(Figures.bytes(Double(forecaster.priorByteCount))) for each value and partition"
                : "    new series start from nothing")
        lines += Self.describe(model.detect)
        if let step {
            let perDay = 86_400_000_000 / Double(step)
            lines.append("    rows a series and day: \(Self.number(perDay)) observations, as many forecasts")
            lines += spec.sinks.compactMap { sink in
                guard case .postgres(let postgres) = sink.kind else { return nil }
                let kept = Self.databaseBytes(perDay: perDay, of: model.forecaster, postgres)
                return
                    "    in \(sink.name), a series and day: about \(Figures.bytes(kept)); 1,000 series \(Figures.bytes(kept * 1e3))"
            }
        } else {
            lines.append("    rows: one observation and one forecast for each record; name a step to see rows a day")
        }
        return lines
    }

    private static func words(for calendar: CalendarSpec) -> String {
        var words = "the clock of UTC"
        if let zone = calendar.timeZone {
            let changes = zone.offsets.count - 1
            words = "the clock of \(zone.name), which changes \(Figures.count(Int64(changes))) times from 1990 to 2059"
        }
        guard let file = calendar.holidays else { return words }
        guard let first = file.holidays.first, let last = file.holidays.last else {
            return "\(words); no holidays in \(file.path)"
        }
        func date(_ day: Int64) -> Substring { Timestamp(microseconds: day * 86_400_000_000).rfc3339.prefix(10) }
        return
            "\(words); \(file.holidays.count) holidays, \(date(first.day)) to \(date(last.day)), from \(file.path)"
    }

    /// Bytes in tables and indexes, by PostgreSQL's row formats: 24 of row header, 28 for each array beside its numbers.
    /// The levels 80 and 95 have columns of their own; where there are others, all levels stand in arrays too.
    private static func databaseBytes(
        perDay: Double, of forecaster: ForecasterSpec, _ sink: PostgresSinkSpec
    ) -> Double {
        let levels = forecaster.intervals.count
        let named = forecaster.intervals.filter { [80, 95].contains($0) }.count
        let inArrays = named < levels ? levels : 0
        var forecast = 28 + 64 + (1 + 2 * named) * (28 + 8 * forecaster.horizon) + 24
        var observation = 28 + 40 + 16 * named + 24
        if inArrays > 0 {
            forecast += (28 + 2 * levels) + 2 * (36 + 8 * levels * forecaster.horizon)
            observation += (28 + 2 * levels) + 2 * (28 + 8 * levels)
        }
        let history = sink.historyEvery > 0 ? Double(forecast) / Double(sink.historyEvery) : 0
        return perDay * (history + (sink.writesObservations ? Double(observation) : 0))
    }

    private static func origin(of source: SourceSpec) -> String {
        switch source.kind {
        case .kafka(let kafka):
            "topics \(kafka.topics.joined(separator: ", ")) at \(kafka.brokers), group \(kafka.group), \(source.decode.format.rawValue)"
        case .file(let file): "file \(file.path), \(source.decode.format.rawValue)"
        case .stdin: "standard input, \(source.decode.format.rawValue)"
        }
    }

    private static func destination(of sink: SinkSpec) -> String {
        switch sink.kind {
        case .postgres(let postgres):
            "PostgreSQL; forecasts: \(postgres.historyEvery == 0 ? "only the newest" : postgres.historyEvery == 1 ? "all" : "every \(postgres.historyEvery)th"), observations: \(postgres.writesObservations ? "all" : "none")"
        case .file(let file): "folder \(file.path)"
        case .stdout(let stdout): "standard output, \(stdout.write.rawValue)"
        case .webhook(let webhook): receiver(webhook)
        case .alertmanager(let server): receiver(server)
        case .kafka(let kafka): receiver(kafka)
        }
    }
}
