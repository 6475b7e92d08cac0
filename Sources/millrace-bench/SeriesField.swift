import AnomalyScoring
import Glibc
import LiquidForecasting
import NumericKernels
import TimeSeries

/// The blocks of many series, each as one that has seen some hundred observations, and observations to come: what the model does
/// with an event, without what brings it and takes its results.
final class SeriesField {
    private static let step: Int64 = 300_000_000
    private static let season = 288
    /// Observations that each series has seen.
    private static let learned = 700

    let forecaster: LiquidForecaster
    let detector: AnomalyDetector
    /// Bytes of one series.
    let blockByteCount: Int
    private let detectorOffset: Int
    private let blocks: UnsafeMutableRawPointer
    private let forecast: UnsafeMutablePointer<Double>
    /// How many observations each series has seen.
    private var rounds: [Int32]

    init(horizon: Int, series: Int) {
        forecaster = LiquidForecaster(ForecasterSettings(horizon: horizon, stepMicroseconds: Self.step))
        detector = AnomalyDetector(
            DetectorSettings(
                horizon: horizon, severities: [(.warning, .observations(1e4)), (.critical, .observations(1e6))]))
        detectorOffset = forecaster.blockByteCount
        blockByteCount = (detectorOffset + detector.blockByteCount + 63) / 64 * 64
        var memory: UnsafeMutableRawPointer?
        let huge = 2 << 20
        guard posix_memalign(&memory, huge, blockByteCount * series) == 0, let memory else {
            preconditionFailure("there is no memory for \(series) series")
        }
        madvise(memory, blockByteCount * series, MADV_HUGEPAGE)
        blocks = memory
        forecast = .allocate(capacity: forecaster.bufferCount)
        rounds = Array(repeating: Int32(Self.learned), count: series)
        // Learned once, and copied: what an event costs does not depend on whose it is.
        memset(blocks, 0, blockByteCount)
        forecaster.prepare(blocks)
        detector.prepare(blocks + detectorOffset)
        for round in 0..<Self.learned { _ = observe(blocks, round: round) }
        for index in 1..<max(series, 1) {
            (blocks + index * blockByteCount).copyMemory(from: blocks, byteCount: blockByteCount)
        }
    }

    deinit {
        free(blocks)
        forecast.deallocate()
    }

    /// Processor time of an event: its forecast is scored and learned from, the next one is issued with intervals, and the
    /// observation gets its score.
    func nanosecondsPerEvent(_ order: [Int32]) -> Double {
        var scores = 0.0
        let start = ProcessorTime.seconds()
        for index in order {
            let round = rounds[Int(index)]
            rounds[Int(index)] = round + 1
            scores += observe(blocks + Int(index) * blockByteCount, round: Int(round))
        }
        let spent = ProcessorTime.seconds() - start
        return scores.isFinite ? spent / Double(order.count) * 1e9 : .nan
    }

    private func observe(_ block: UnsafeMutableRawPointer, round: Int) -> Double {
        let time = Int64(round + 1) * Self.step
        let value = Self.value(round)
        let advance = forecaster.advance(block, to: value, atMicroseconds: time, forecast: forecast)
        let end = forecast + forecaster.expectationOffset + forecaster.expectationCount
        let bounds = advance.expected.isNaN ? (Double.nan, Double.nan) : (end[-2], end[-1])
        return detector.observe(
            block + detectorOffset, value: value, at: time, step: advance.stepMicroseconds, expected: advance.expected,
            bounds: bounds, forecast: advance.isWarming ? nil : UnsafePointer(forecast)
        ).score
    }

    private static let seasonal = (0..<season).map { 10 * sin(Double($0) / Double(season) * 2 * .pi) }

    private static func value(_ round: Int) -> Double {
        var noise = SplitMix64(seed: UInt64(round))
        return seasonal[round % season] + noise.nextUnit()
    }
}
