import FileConnector
import Foundation
import KafkaConnector
import LiquidForecasting
import PipelineSpec
import PostgresConnector
import RecordDecoding
import SeriesTransforms
import Snapshots
import StreamRuntime
import Telemetry
import TimeSeries

/// Makes the parts of a run from a pipeline's spec. The only place that knows every kind of source and sink.
struct PipelineAssembly {
    let spec: PipelineSpec
    let log: Log

    /// - Parameter workers: replaces the pipeline's number of threads.
    func pipeline(endsWhenCaughtUp: Bool, workers: Int?) throws(ConnectorError) -> Pipeline {
        let end: KafkaSource.End = endsWhenCaughtUp ? .whenCaughtUp : .never
        let (sources, programs) = try make { name, topics in
            KafkaSource(name: name, spec: topics, ends: end, member: memberName(of: name), log: log)
        }
        return Pipeline(
            settings: settings(workers), sources: sources, sinks: spec.keepers.map(make),
            programs: programs,
            snapshots: try snapshotStore(), log: log)
    }

    /// The same with one sink in place of the pipeline's own, ranges of topics in place of a group's share of them, and no
    /// state that outlives the run: nothing of it is seen outside.
    ///
    /// - Parameter focus: the one series that the range is read for; nil reads it for all.
    /// - Returns: also its sources, which know how far they are.
    func rehearsal(
        of range: (KafkaSourceSpec) -> KafkaRange, into sink: any Sink, workers: Int?, focus: SeriesFocus? = nil
    ) throws(ConnectorError) -> (pipeline: Pipeline, sources: [any FiniteSource]) {
        let (sources, programs) = try make(focus: focus) {
            KafkaRangeSource(name: $0, spec: $1, range: range($1), log: log)
        }
        var settings = settings(workers)
        // Small epochs and short queues: nobody waits for a database here, somebody looks at the progress.
        settings.epochRows = min(settings.epochRows, 5_000)
        settings.queueBytes = min(settings.queueBytes, 8 << 20)
        let pipeline = Pipeline(
            settings: settings, sources: sources, sinks: [sink], programs: programs, snapshots: nil, log: log)
        return (pipeline, sources.compactMap { $0 as? any FiniteSource })
    }

    func make(
        focus: SeriesFocus? = nil, _ kafka: (String, KafkaSourceSpec) -> any Source
    ) throws(ConnectorError) -> ([any Source], ForecastingPrograms) {
        let models = spec.models.map { Self.model($0, of: spec) }
        var sources: [any Source] = []
        var forecasted: [String: ForecastedSource] = [:]
        for source in spec.sources {
            let (made, columns) = try make(source, kafka)
            sources.append(made)
            var whole = ForecastedSource(
                pipeline: spec.name, schema: try schema(of: source, columns), models: models, lanes: lanes(of: source),
                maxSeries: spec.state.maxSeries)
            whole.focus = focus
            forecasted[source.name] = whole
        }
        return (sources, ForecastingPrograms(forecasted))
    }

    /// The forecaster that a model asks for.
    static func forecaster(of model: ModelSpec) -> LiquidForecaster {
        LiquidForecaster(
            ForecasterSettings(
                horizon: model.forecaster.horizon, stepMicroseconds: model.forecaster.stepMicroseconds,
                counting: counting(model.forecaster.counting),
                seasonsMicroseconds: model.forecaster.seasonsMicroseconds,
                calendar: model.forecaster.calendar.map(calendar), levels: model.forecaster.intervals,
                covariates: model.covariates.count, warmUp: model.warmUp,
                prior: model.forecaster.prior == .group ? .group : .none))
    }

    private static func calendar(_ spec: CalendarSpec) -> CivilTime {
        CivilTime(
            offsets: (spec.timeZone?.offsets ?? []).map { .init(start: $0.start, ahead: $0.ahead) },
            holidays: (spec.holidays?.holidays ?? []).map { .init(day: $0.day, weekday: $0.countsAs.number) })
    }

    private static func counting(_ counting: HorizonCounting) -> ForecasterSettings.Counting {
        switch counting {
        case .time: .time
        case .observations: .observations
        }
    }

    /// What the rows of each model say.
    private var forms: [String: ForecastForm] {
        Dictionary(
            spec.models.map {
                ($0.name, ForecastForm(levels: $0.forecaster.intervals, counting: $0.forecaster.counting))
            }
        ) { first, _ in first }
    }

    private func make(
        _ source: SourceSpec, _ kafka: (String, KafkaSourceSpec) -> any Source
    ) throws(ConnectorError) -> (any Source, columns: [String]?) {
        switch source.kind {
        case .kafka(let topics): return (kafka(source.name, topics), nil)
        case .file(let file):
            return try make(source, reader(of: source, at: file.resolvedPath, shown: file.path))
        case .stdin: return try make(source, reader(of: source, at: nil, shown: "stdin"))
        }
    }

    private func memberName(of source: String) -> MemberName? {
        if case .none = spec.state.store { return nil }
        return MemberName(in: "\(spec.state.folder)/.members", for: "\(spec.name)-\(source)")
    }

    private func make(
        _ source: SourceSpec, _ reader: RecordReader
    ) throws(ConnectorError) -> (any Source, columns: [String]?) {
        var columns: [String]?
        if isCSV(source), source.decode.columns == nil {
            guard let line = try reader.next() else {
                throw .unusable("\(reader.shown) is empty: a first line with the names of the columns is needed")
            }
            columns = CSVHeader.columns(of: line, delimiter: source.decode.delimiter)
            guard columns != nil else {
                throw .unusable("the first line of \(reader.shown) does not name the columns, each once")
            }
        }
        return (FileSource(name: source.name, reader: reader), columns)
    }

    private func reader(
        of source: SourceSpec, at path: String?, shown: String
    ) throws(ConnectorError) -> RecordReader {
        try RecordReader(path: path, shown: shown, delimiter: isCSV(source) ? source.decode.delimiter : nil)
    }

    private func isKafka(_ source: SourceSpec) -> Bool { if case .kafka = source.kind { true } else { false } }

    private func isCSV(_ source: SourceSpec) -> Bool { source.decode.format == .csv }

    /// Where the parts of a source's records stand.
    ///
    /// - Parameter header: the names that the first line of a CSV file has.
    func schema(of source: SourceSpec, _ header: [String]? = nil) throws(ConnectorError) -> RecordSchema {
        let columns = source.decode.columns ?? header ?? []
        if isCSV(source) {
            let fields = source.key + [source.time.field] + source.values.map(\.field)
            if let missing = fields.first(where: { !$0.hasPrefix("$") && !columns.contains($0) }) {
                throw .invalidSetting(
                    "the source \(source.name) has no column `\(missing)`; its columns are \(columns.joined(separator: ", "))"
                )
            }
        }
        return RecordSchema(
            format: isCSV(source) ? .csv : .json, delimiter: source.decode.delimiter, columns: columns, key: source.key,
            timeField: source.time.field, timeUnit: Self.unit(source.time.unit),
            maxFutureMicroseconds: source.time.maxFutureMicroseconds,
            maxPastMicroseconds: source.time.maxPastMicroseconds, isNewestMeasure: !isKafka(source),
            values: source.values.map { .init(field: $0.field, name: $0.name, optional: $0.optional) })
    }

    private static func unit(_ unit: TimeSpec.Unit) -> RecordSchema.TimeUnit {
        switch unit {
        case .seconds: .seconds
        case .milliseconds: .milliseconds
        case .microseconds: .microseconds
        case .nanoseconds: .nanoseconds
        case .rfc3339: .rfc3339
        }
    }

    private func lanes(of source: SourceSpec) -> [Lane] {
        source.values.enumerated().flatMap { index, value in
            let readers = spec.models.indices.filter {
                spec.models[$0].inputs.contains(.init(source: source.name, metric: value.name))
            }
            guard !readers.isEmpty else { return [Lane(value: index, model: nil)] }
            return readers.map { model in
                let covariates = spec.models[model].covariates.map { name in
                    source.values.firstIndex { $0.name == name && $0.name != value.name }
                }
                return Lane(value: index, model: model, covariates: covariates)
            }
        }
    }

    func make(_ sink: SinkSpec) -> any Sink {
        let keeps = spec.deadLetter.sinks.contains(sink.name)
        switch sink.kind {
        case .postgres(let postgres):
            return PostgresSink(
                name: sink.name, pipeline: spec.name, spec: postgres, forms: forms,
                takesFeedback: sink.name == spec.sinks.warehouse?.name, keepsDeadLetters: keeps,
                keepDeadLettersMicroseconds: spec.deadLetter.keepMicroseconds, log: log)
        case .file(let file):
            return FileSink(
                name: sink.name, pipeline: spec.name, spec: file, forms: forms, keepsDeadLetters: keeps, log: log)
        case .stdout(let stdout): return StdoutSink(name: sink.name, spec: stdout, forms: forms)
        case .kafka(let kafka): return KafkaDeadLetterSink(name: sink.name, pipeline: spec.name, spec: kafka, log: log)
        case .webhook, .alertmanager: preconditionFailure("\(sink.name) is a receiver")
        }
    }

    /// A minute, or less where a series may not be silent for so long.
    private var tickEvery: Duration {
        let shortest = spec.models.compactMap { $0.detect?.absentAfterMicroseconds }.min() ?? .max
        return .microseconds(min(max(shortest, 1_000_000), 60_000_000))
    }

    private func settings(_ workers: Int?) -> RuntimeSettings {
        let runtime = spec.runtime
        return RuntimeSettings(
            pipeline: spec.name,
            workers: workers ?? runtime.workers ?? ProcessInfo.processInfo.activeProcessorCount,
            epochRows: runtime.epochRows, epochEvery: .microseconds(runtime.epochEveryMicroseconds),
            queueBytes: runtime.queueBytes, drain: .microseconds(runtime.drainMicroseconds),
            snapshotEvery: .microseconds(spec.state.everyMicroseconds), tickEvery: tickEvery)
    }
}
