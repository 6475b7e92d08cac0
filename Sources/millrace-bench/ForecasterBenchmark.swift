import Glibc
import LiquidForecasting

/// Measures the processor time of one event of a noisy daily season, sampled every five minutes.
struct ForecasterBenchmark {
    let horizon: Int
    /// Blocks that are visited in turn: one stays in the cache, many do not.
    let series: Int

    private static let events = 200_000

    func nanosecondsPerEvent() -> Double {
        let forecaster = LiquidForecaster(ForecasterSettings(horizon: horizon, stepMicroseconds: 300_000_000))
        let size = forecaster.blockByteCount
        let blocks = UnsafeMutableRawPointer.allocate(byteCount: size * series, alignment: 64)
        let forecast = UnsafeMutablePointer<Double>.allocate(capacity: forecaster.bufferCount)
        defer {
            blocks.deallocate()
            forecast.deallocate()
        }
        for index in 0..<series { forecaster.prepare(blocks + index * size) }
        let rounds = max(Self.events / series, 30)
        // The first rounds learn little, and are not counted.
        var start = 0.0
        for round in 0..<rounds {
            if round == rounds / 3 { start = ProcessorTime.seconds() }
            let value = Self.signal(round)
            for index in 0..<series {
                _ = forecaster.advance(
                    blocks + index * size, to: value + Double(index), atMicroseconds: Int64(round + 1) * 300_000_000,
                    forecast: forecast)
            }
        }
        return (ProcessorTime.seconds() - start) / Double((rounds - rounds / 3) * series) * 1e9
    }

    /// The same for an exponentially weighted average: the least that a forecaster could do.
    static func exponentialAverage() -> Double {
        var level = 0.0
        let start = ProcessorTime.seconds()
        for round in 0..<events * 20 { level += 0.1 * (signal(round) - level) }
        let spent = ProcessorTime.seconds() - start
        return level.isFinite ? spent / Double(events * 20) * 1e9 : .nan
    }

    private static func signal(_ round: Int) -> Double {
        let noise = Double((round &* 7_919) % 1_000) / 1_000
        return 10 * sin(Double(round) / 288 * 2 * .pi) + noise
    }
}
