import Foundation
import KafkaConnector
import PipelineSpec
import PostgresConnector
import SeriesTransforms
import StreamRuntime
import Telemetry
import TimeSeries

/// `millrace series revert`: reads the log again for one series, up to a moment, and has what comes of it imported.
struct SeriesRevert {
    static let command = Command(
        "series revert", "Let a series go on from what it was at a time", operands: "FILE… KEY", count: 2...65,
        options: [
            Option("to", "TIME", "event time: a day, or RFC 3339"),
            Option("metric", "NAME", "the series' metric, where the key has several"),
            Option("model", "NAME", "the series' model, where several have it"),
        ] + SeriesOrderCommands.waiting,
        details: """
            FILE: that of the running pipeline. The series' topics are read again from where the pipeline began, with the
            feedback, orders and ticks that were taken in, up to the first record of its partition that is later than TIME;
            what the series had become then is imported, as `series import` does. What it has learned since is forgotten, and
            it goes on with the next record.

            Exact, and only where it can be: the topics have to reach back to where the pipeline began, and FILE to have the
            settings of the model that runs. It takes as long as reading the topics does; the pipeline runs on meanwhile. To
            go back without a log, keep files of `series export`. Needs the rights of millrace_writer.
            """
    ) { arguments in
        try SeriesRevert(arguments).run()
    }

    private let arguments: Arguments
    private let spec: PipelineSpec
    private let sink: SinkSpec
    private let url: Secret
    private let series: SeriesName
    private let time: Timestamp

    private init(_ arguments: Arguments) throws {
        self.arguments = arguments
        guard let time = try arguments.time("to") else { throw arguments.wrong("the option --to is needed") }
        self.time = time
        var spec = try PipelineFile.load(
            paths: Array(arguments.operands.dropLast()), environment: ProcessInfo.processInfo.environment
        ).spec
        guard let (name, postgres) = spec.sinks.warehouse else {
            throw ConnectorError.invalidSetting("the pipeline \(spec.name) has no sink of type postgres")
        }
        (sink, url) = (SinkSpec(name: name, kind: .postgres(postgres)), postgres.url)
        series = try SeriesName(
            arguments, url: postgres.url, pipeline: spec.name, model: arguments.text("model"),
            key: arguments.operands.last ?? "", metric: arguments.text("metric"))
        let (model, metric) = (series.model, series.metric)
        let inputs = spec.models.first { $0.name == model }?.inputs.filter { $0.metric == metric } ?? []
        spec.sources = spec.sources.filter { source in
            if case .kafka = source.kind { inputs.contains { $0.source == source.name } } else { false }
        }
        guard !spec.sources.isEmpty else {
            throw ConnectorError.invalidSetting(
                "no source of type kafka in this file has \(series) for the model \(model): only topics can be read again"
            )
        }
        self.spec = spec
    }

    private func run() throws -> ExitCode {
        guard series.lastSeen.map({ time < $0 }) ?? false else {
            throw arguments.wrong(
                "--to has to be before the newest observation of \(series), \(series.lastSeen?.rfc3339 ?? "which has none")"
            )
        }
        let log = Log(format: .human, threshold: .warning)
        let focus = SeriesFocus(model: series.model, key: series.key, metric: series.metric, until: time)
        let assembly = PipelineAssembly(spec: spec, log: log)
        let (pipeline, sources) = try assembly.rehearsal(
            of: { _ in KafkaRange(from: nil, to: nil) }, into: ReadOnlySink(assembly.make(sink)), workers: nil,
            focus: focus)
        let stopped = StopFlag()
        let signals = ShutdownSignals { _ in
            stopped.set()
            pipeline.stop()
        }
        defer { signals.stop() }
        let progress = BacktestProgress(pipeline: pipeline, sources: sources, name: spec.name)
        do {
            defer { progress.stop() }
            try pipeline.run()
        }
        guard !stopped.isSet else { throw ConnectorError.interrupted("stopped: \(series) is as it was") }
        guard let file = focus.files.first, focus.files.count == 1 else {
            let reason =
                !focus.hasCome
                ? "its topics hold nothing later than \(time.rfc3339)"
                : focus.files.isEmpty
                    ? "it had not been seen by \(time.rfc3339); `series reset` lets it start anew"
                    : "\(focus.files.count) partitions have its key"
            throw ConnectorError.inconsistent("\(series) cannot be reverted: \(reason)")
        }
        let order = series.order(.import, exported: file.bytes)
        return try SeriesOrderDesk(arguments, url: url).follow(order, of: spec.name) { _ in
            print("\(series) goes on from what it was at \(time.rfc3339), before offset \(file.header.offset)")
        }
    }
}
