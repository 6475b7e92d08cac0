import AnomalyScoring
import Foundation
import LiquidForecasting
import TimeSeries

/// The forecaster and the detector over one series, in their default configuration.
enum AnomalyRun {
    static let horizon = 24

    /// The detector of a pipeline that says `detect: {}`.
    static let detector = AnomalyDetector(
        DetectorSettings(horizon: horizon, severities: [(.warning, .observations(1_500))]))
    /// The score at which it raises an alarm.
    static let threshold = log10(1_500.0)

    /// One score for each observation.
    static func scores(of series: RecordedSeries) -> [Double] {
        let forecaster = LiquidForecaster(ForecasterSettings(horizon: horizon))
        let block = UnsafeMutableRawPointer.allocate(byteCount: forecaster.blockByteCount, alignment: 64)
        let memory = UnsafeMutableRawPointer.allocate(byteCount: detector.blockByteCount, alignment: 64)
        let buffer = UnsafeMutablePointer<Double>.allocate(capacity: forecaster.bufferCount)
        buffer.initialize(repeating: 0, count: forecaster.bufferCount)
        defer {
            block.deallocate()
            memory.deallocate()
            buffer.deallocate()
        }
        forecaster.prepare(block)
        detector.prepare(memory)
        let widest = forecaster.expectationOffset + forecaster.expectationCount - 2
        return series.values.indices.map { index in
            let advance = forecaster.advance(
                block, to: series.values[index], atMicroseconds: series.times[index], forecast: buffer)
            guard advance.outcome == .learned else { return 0 }
            return detector.observe(
                memory, value: series.values[index], at: series.times[index], step: advance.stepMicroseconds,
                expected: advance.expected, bounds: (buffer[widest], buffer[widest + 1]),
                forecast: advance.isWarming ? nil : UnsafePointer(buffer)
            ).score
        }
    }
}
