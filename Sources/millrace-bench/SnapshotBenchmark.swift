import Foundation
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
        var p99 = 0.0
        /// Of the store's file.
        var fileBytes: Int64 = 0
        /// How long it took to restore the state from it, and of how many series it is.
        var restoreSeconds = Double.nan
        var restored = 0
    }

    func run() throws -> Outcome {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("millrace-bench-\(getpid())").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let latencies = LatencyLog()
        var settings = RuntimeSettings(pipeline: "bench", workers: 1, epochRows: 5_000)
        settings.snapshotEvery = every ?? .seconds(100_000)
        let (store, programs) = (
            LocalSnapshotStore(path: folder), ForecastingPrograms(["s": BenchedSource.made(series: series)])
        )
        let pipeline = Pipeline(
            settings: settings, sources: [PacedSource(series: series, pace: pace, seconds: seconds, log: latencies)],
            sinks: [NoSink()], programs: TimedPrograms(programs: programs, log: latencies),
            snapshots: every == nil ? nil : store, log: Log(format: .human, threshold: .warning))
        try pipeline.run()
        let sorted = latencies.all.sorted()
        var outcome = Outcome()
        guard !sorted.isEmpty else { return outcome }
        outcome.p99 = sorted[sorted.count * 99 / 100]
        let name = SnapshotName("bench", BenchedSource.partition)
        let start = ContinuousClock.now
        let loaded = try store.load(
            name, notAfter: .max, start: 0, fingerprint: programs.fingerprint(of: BenchedSource.partition)
        ) { head, visit throws(SnapshotError) in try programs.restore(BenchedSource.partition, from: head, visit) }
        guard let loaded = loaded.found else { return outcome }
        outcome.restoreSeconds = (ContinuousClock.now - start) / .seconds(1)
        outcome.restored = loaded.state.seriesCount
        let attributes = try? FileManager.default.attributesOfItem(atPath: store.place(of: name))
        outcome.fileBytes = attributes?[.size] as? Int64 ?? 0
        return outcome
    }
}
