import AnomalyScoring
import Glibc
import LiquidForecasting

// What one event costs the forecaster, beside the cheapest thing one could do with it, what it costs the detector of
// anomalies, and what one record costs the decoder. Ratios within one run are what counts: machines and their neighbours differ.

// `millrace-bench snapshots` measures what snapshots add to the time that records wait.

if CommandLine.arguments.dropFirst().first == "snapshots" {
    print("100,000 series, a file of LMDB; records at 4,000 a second, of a batch of 32, in ms:")
    print("snapshots    p50     p99     max    MB a series' block, file")
    for (words, every) in [("none", nil), ("every 5 s", Duration.seconds(5)), ("no pause", .zero)] {
        let outcome = try SnapshotBenchmark(series: 100_000, pace: 4_000, seconds: 60, every: every).run()
        print(
            words, [outcome.median, outcome.p99, outcome.most].map { "\(($0 * 100).rounded() / 100)" },
            outcome.blockBytes,
            outcome.fileBytes >> 20, "MiB, up to offset", outcome.offset)
    }
    exit(0)
}

precondition(Processor.isSupported, "this processor lacks AVX2, FMA or F16C, which Millrace is built for")
print("horizon  bytes  ns/event  x EWMA   with 20,000 series: ns/event")
let baseline = ForecasterBenchmark.exponentialAverage()
for horizon in [1, 6, 12, 24, 48, 96] {
    let one = ForecasterBenchmark(horizon: horizon, series: 1).nanosecondsPerEvent()
    let many = ForecasterBenchmark(horizon: horizon, series: 20_000).nanosecondsPerEvent()
    let bytes = LiquidForecaster(ForecasterSettings(horizon: horizon)).blockByteCount
    print("\(horizon)\t \(bytes)\t\(Int(one))\t  \(Int(one / baseline))\t   \(Int(many))")
}

print("\ndetector  bytes  ns/event  x forecaster with horizon 24   with 20,000 series: ns/event")
let forecaster = ForecasterBenchmark(horizon: 24, series: 1).nanosecondsPerEvent()
let detector = DetectorBenchmark(series: 1).nanosecondsPerEvent()
let detectors = DetectorBenchmark(series: 20_000).nanosecondsPerEvent()
let detectorBytes = DetectorBenchmark.detector.blockByteCount
let share = (detector / forecaster * 100).rounded() / 100
print("\t  \(detectorBytes)\t\(Int(detector))\t  \(share)\t\t\t\t\(Int(detectors))")

print("\nformat   bytes  ns/record")
for benchmark in DecoderBenchmark.all {
    print("\(benchmark.name)\t \(benchmark.length)\t\(Int(benchmark.nanosecondsPerRecord()))")
}
