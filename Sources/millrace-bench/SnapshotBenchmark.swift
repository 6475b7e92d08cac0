import AnomalyScoring
import Foundation
import LiquidForecasting
import RecordDecoding
import SeriesTransforms
import Snapshots
import StreamRuntime
import Telemetry
import TimeSeries

/// Measures what snapshots add to the time that records wait: records of many series at a steady pace, through a whole pipeline
/// with one worker, with snapshots and without.
struct SnapshotBenchmark {
    let series: Int
    /// Records a second; below what one worker does, or they would queue without any snapshot.
    let pace: Int
    let seconds: Int
    /// Nil makes no snapshots.
    let every: Duration?

    struct Outcome {
        /// Of the time between when a batch of records is due and when its worker is done with it, in milliseconds.
        var median = 0.0
        var p99 = 0.0
        var most = 0.0
        var blockBytes = 0
        /// Of the store's file.
        var fileBytes: Int64 = 0
        var offset: Int64 = 0
    }

    func run() throws -> Outcome {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("millrace-bench-\(getpid())").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let model = ForecastModel(
            name: "m", forecaster: LiquidForecaster(ForecasterSettings(horizon: 12, stepMicroseconds: 60_000_000)),
            detector: AnomalyDetector(
                DetectorSettings(
                    horizon: 12, severities: [(.warning, .observations(1e6)), (.critical, .observations(1e8))])))
        let source = ForecastedSource(
            pipeline: "bench",
            schema: RecordSchema(
                format: .json, key: ["k"], timeField: "t", values: [.init(field: "v", name: "v", optional: false)]),
            models: [model], lanes: [Lane(value: 0, model: 0)], maxSeries: series)
        let latencies = LatencyLog()
        var settings = RuntimeSettings(pipeline: "bench", workers: 1, epochRows: 5_000)
        settings.snapshotEvery = every ?? .seconds(100_000)
        let store = LocalSnapshotStore(path: folder)
        let pipeline = Pipeline(
            settings: settings, sources: [PacedSource(series: series, pace: pace, seconds: seconds, log: latencies)],
            sinks: [NoSink()], programs: TimedPrograms(programs: ForecastingPrograms(["s": source]), log: latencies),
            snapshots: every == nil ? nil : store, log: Log(format: .human, threshold: .warning))
        try pipeline.run()
        let sorted = latencies.all.sorted()
        var outcome = Outcome(blockBytes: model.blockByteCount)
        guard !sorted.isEmpty else { return outcome }
        outcome.median = sorted[sorted.count / 2]
        outcome.p99 = sorted[sorted.count * 99 / 100]
        outcome.most = sorted[sorted.count - 1]
        let name = SnapshotName("bench", PacedSource.partition)
        outcome.offset = try store.heads(of: name).heads.first?.offset ?? 0
        let attributes = try? FileManager.default.attributesOfItem(atPath: store.place(of: name))
        outcome.fileBytes = attributes?[.size] as? Int64 ?? 0
        return outcome
    }
}
