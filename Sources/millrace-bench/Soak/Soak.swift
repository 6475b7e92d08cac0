import Alerting
import AnomalyScoring
import Foundation
import LiquidForecasting
import RecordDecoding
import SeriesTransforms
import Snapshots
import StreamRuntime
import Telemetry
import TimeSeries

/// A long run of all parts of a pipeline but the outside world, which says how much memory it takes as it goes on.
///
///     millrace-bench soak EVENTS MOVES
struct Soak {
    let events: Int64
    let moves: Int64

    /// What memory may grow after the first fifth of a phase: pieces of series' memory and of the allocator.
    private static let allowance = 1.1
    private static let allowedBytes = 24 << 20

    /// - Returns: whether memory stayed flat in both phases.
    func run() throws(ConnectorError) -> Bool {
        print("phase      events       moves      MiB resident")
        let steady = try phase(
            "events", SoakSource(partitions: 4, keys: 250, events: events, eventsBetweenMoves: nil),
            snapshotEvery: .seconds(5))
        let moving = try phase(
            "moves", SoakSource(partitions: 8, keys: 4, events: moves * 20, eventsBetweenMoves: 20),
            snapshotEvery: .milliseconds(100))
        return steady && moving
    }

    private func phase(_ name: String, _ source: SoakSource, snapshotEvery: Duration) throws(ConnectorError) -> Bool {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("millrace-soak-\(getpid())").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let pipeline = Pipeline(
            settings: RuntimeSettings(
                pipeline: "soak", workers: 2, queueBytes: 4 << 20, snapshotEvery: snapshotEvery),
            sources: [source], sinks: [ForgetfulSink()], programs: ForecastingPrograms([source.name: Self.made]),
            snapshots: LocalSnapshotStore(path: folder), log: Log(format: .human, threshold: .error))
        let watch = MemoryWatch(name, source)
        watch.begin()
        defer { watch.end() }
        try pipeline.run()
        watch.end()
        let (early, late) = (watch.early, watch.late)
        let isFlat = Double(late) <= max(Double(early) * Self.allowance, Double(early + Self.allowedBytes))
        print(
            "\(name): \(early >> 20) MiB after a fifth, at most \(late >> 20) MiB in the last: \(isFlat ? "flat" : "it grows")"
        )
        return isFlat
    }

    /// A model with all that keeps memory: a detector, an incident for each series, a prior of the group.
    private static var made: ForecastedSource {
        let model = ForecastModel(
            name: "m", forecaster: LiquidForecaster(ForecasterSettings(horizon: 6, prior: .group)),
            detector: AnomalyDetector(DetectorSettings(horizon: 6, severities: [(.warning, .observations(500))])),
            policies: [
                IncidentPolicy(
                    name: "p", consecutive: 1, resolveAfterMicroseconds: 600_000_000, cooldownMicroseconds: 0,
                    leastSeverity: .warning)
            ])
        return ForecastedSource(
            pipeline: "soak",
            schema: RecordSchema(format: .json, key: ["k"], timeField: "t", values: [.init(field: "v", name: "v")]),
            models: [model], lanes: [Lane(value: 0, model: 0)], maxSeries: 10_000)
    }
}
