import SeriesTransforms
import StreamRuntime
import Telemetry

/// How much faster two workers are than one where nothing but computing takes time.
struct WorkersSubject: Subject {
    static let name = "workers"
    static let about = "two workers beside one, with records that wait in memory and a sink that keeps nothing"

    private static let partitions = 4

    func measure(_ effort: Effort) throws -> [Figure] {
        let source = PreparedSource(partitions: Self.partitions, events: effort.events * 2)
        let programs = ForecastingPrograms(["s": BenchedSource.made(series: 1_000)])
        func rate(workers: Int) throws -> Double {
            let pipeline = Pipeline(
                settings: RuntimeSettings(pipeline: "bench", workers: workers), sources: [source], sinks: [NoSink()],
                programs: programs, snapshots: nil, log: Log(format: .human, threshold: .error))
            let start = ContinuousClock.now
            try pipeline.run()
            return Double(effort.events * 2) / ((ContinuousClock.now - start) / .seconds(1))
        }
        // By turns, so that both see the same machine.
        var (one, two): ([Double], [Double]) = ([], [])
        for _ in 0..<effort.repetitions {
            one.append(try rate(workers: 1))
            two.append(try rate(workers: 2))
        }
        return [
            Figure("pipeline, one worker", "events/s", one, isMoreBetter: true),
            Figure("pipeline, two workers", "events/s", two, isMoreBetter: true),
            Figure(
                "two workers, times as fast as one", "", zip(two, one).map { $0 / $1 }, goal: 1.8, isMoreBetter: true),
        ]
    }
}
