import ForecastScoring
import Foundation
import LiquidForecasting
import PipelineSpec
import StreamRuntime
import Telemetry

/// `millrace backtest`: a pipeline's own code over recorded data, scored instead of stored.
struct BacktestRun {
    let options: BacktestOptions
    private let log = Log(format: .human, threshold: .warning)

    func run() throws -> ExitCode {
        guard Processor.isSupported else {
            Terminal.error("error: this processor lacks AVX2, FMA or F16C, which Millrace is built for")
            return .unavailable
        }
        let input = BacktestInput(options)
        let specs = try load(input)
        let conditions = try gate(specs[0])
        try checkReport()
        var outcomes: [BacktestOutcome] = []
        for (spec, paths) in zip(specs, [options.paths, options.against]) {
            guard let outcome = try run(spec, paths, input, isCompared: specs.count > 1) else {
                Terminal.error("stopped before the end: there is nothing to tell")
                return .tryAgain
            }
            if let shortfall = outcome.shortfall {
                Terminal.error("error: \(shortfall)")
                return .data
            }
            outcomes.append(outcome)
        }
        let comparison = outcomes.count > 1 ? BacktestComparison(outcomes[0], outcomes[1]) : nil
        if let comparison, comparison.pairs.isEmpty {
            Terminal.error("error: \(comparison.mismatch)")
            return .data
        }
        let gates = conditions.map { $0.outcome(outcomes[0].overall) }
        try write(Backtest(outcome: outcomes[0], comparison: comparison, gates: gates, worst: options.worst))
        let failed = gates.filter { !$0.holds }
        for outcome in failed { Terminal.error("gate failed: \(BacktestText.sentence(outcome))") }
        return failed.isEmpty ? .ok : .data
    }

    /// The pipeline, and the one it is compared with.
    private func load(_ input: BacktestInput) throws -> [PipelineSpec] {
        try [options.paths, options.against].filter { !$0.isEmpty }.map { paths in
            let loaded = try PipelineFile.load(
                paths: paths, environment: ProcessInfo.processInfo.environment, opensSinks: false)
            for warning in loaded.warnings { Terminal.error(warning.rendered(colour: Terminal.mayColour)) }
            let spec = try input.replacingSources(of: loaded.spec)
            if !options.against.isEmpty, spec.sources.contains(where: \.kind.isStandardInput) {
                throw BacktestOptions.wrong(
                    "--against reads the input twice, which standard input does not allow; name a file by --input")
            }
            return spec
        }
    }

    private func gate(_ spec: PipelineSpec) throws -> [GateCondition] {
        guard let text = options.gate else { return [] }
        let levels = Set(spec.models.flatMap(\.forecaster.intervals))
        let conditions: [GateCondition]
        do throws(GateProblem) {
            conditions = try GateCondition.parse(
                text, levels: levels.sorted(), horizon: spec.models.map(\.forecaster.horizon).max() ?? 1)
        } catch {
            throw BacktestOptions.wrong("--gate: \(Self.sentence(error))")
        }
        let metrics = Set(spec.models.flatMap(\.inputs).map(\.metric)).sorted()
        if metrics.count > 1, let condition = conditions.first(where: \.figure.hasUnit) {
            throw BacktestOptions.wrong(
                """
                --gate: `\(condition.text)` needs one metric, but \(spec.name) forecasts \(metrics.count), each in its own \
                unit: \(metrics.prefix(8).joined(separator: ", ")); gate on mase
                """)
        }
        return conditions
    }

    private static func sentence(_ problem: GateProblem) -> String {
        switch problem {
        case .notACondition(let text):
            return "`\(text)` is no condition; write mase<0.9 or coverage80 in 0.78..0.82, separated by commas"
        case .unknownName(let name, let known):
            let suggestion = Suggestion.text(for: name, among: known)
            return "there is no number `\(name)`"
                + (suggestion.isEmpty ? "; there are \(known.joined(separator: ", "))" : suggestion)
        case .noSuchHorizon(let horizon, let last):
            return "@h\(horizon) is no horizon of this pipeline, which has 1 to \(last)"
        case .notAShare(let text, let shares):
            return "`\(text)`: coverage is a share, \(shares.map { "\($0)" }.joined(separator: ".."))"
        case .emptyRange(let text): return "`\(text)` holds nothing: the smaller number comes first"
        }
    }

    /// A report that cannot be written is told before the work, not after it.
    private func checkReport() throws {
        guard let path = options.report else { return }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        guard FileManager.default.isWritableFile(atPath: folder) else {
            throw BacktestOptions.wrong("--report: the folder \(folder) is not there, or cannot be written")
        }
    }

    /// - Returns: nil when it was stopped.
    private func run(
        _ spec: PipelineSpec, _ paths: [String], _ input: BacktestInput, isCompared: Bool
    ) throws -> BacktestOutcome? {
        let sink = ScoringSink(
            spec: spec, skip: options.skip, isDrawn: options.report != nil, isCompared: isCompared)
        let (pipeline, sources) = try PipelineAssembly(spec: spec, log: log).rehearsal(
            of: { input.range(of: $0) }, into: sink, workers: options.workers)
        let stopped = StopFlag()
        let signals = ShutdownSignals { _ in
            stopped.set()
            pipeline.stop()
        }
        defer { signals.stop() }
        let started = ContinuousClock.now
        let progress = BacktestProgress(pipeline: pipeline, sources: sources, name: spec.name)
        defer { progress.stop() }
        try pipeline.run()
        guard !stopped.isSet else { return nil }
        return BacktestOutcome(
            spec: spec, paths: paths, status: pipeline.status, seconds: (ContinuousClock.now - started) / .seconds(1),
            skip: options.skip, isRange: options.from != nil || options.to != nil, series: sink.series)
    }

    private func write(_ backtest: Backtest) throws {
        switch options.format {
        case .human: print(BacktestText(backtest: backtest).text)
        case .json: print(try BacktestDocument(backtest).text)
        }
        guard let path = options.report else { return }
        do {
            try Data(ReportPage(backtest: backtest).html.utf8).write(to: URL(fileURLWithPath: path))
        } catch {
            throw ConnectorError.unusable("--report: \(path) cannot be written: \(error.localizedDescription)")
        }
        if options.format == .human { print("\nreport: \(path)") }
    }
}
