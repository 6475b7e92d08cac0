import Testing

@testable import LiquidForecasting

/// How good forecasts of a measured series are, so that a change that makes them worse is seen.
@Suite struct AccuracyTests {
    private static let horizon = 24

    /// The forecasts of a series of five minutes, scored from the 50th observation on, by horizon: the mean absolute error
    /// as a ratio to that of persistence, and the share of targets within each level's bounds.
    private static func score(_ series: ShippedSeries) -> [(ratio: Double, coverage: [Double])] {
        let driver = Driver(ForecasterSettings(horizon: horizon, stepMicroseconds: 300_000_000))
        let forecasts = zip(series.values, series.seconds).map { driver.advance(to: $0, at: $1).1 }
        return (1...horizon).map { step in
            var (error, persistence) = (0.0, 0.0)
            var covered = [0.0, 0.0]
            let origins = 49..<series.values.count - step
            for origin in origins {
                guard let forecast = forecasts[origin] else { continue }
                let target = series.values[origin + step]
                error += abs(forecast[step - 1] - target)
                persistence += abs(series.values[origin] - target)
                for level in 0..<2 {
                    let lower = forecast[(1 + 2 * level) * horizon + step - 1]
                    let upper = forecast[(2 + 2 * level) * horizon + step - 1]
                    if lower <= target, target <= upper { covered[level] += 1 }
                }
            }
            return (error / persistence, covered.map { $0 / Double(origins.count) })
        }
    }

    /// A flow of the backbone that is shipped. Recorded on 25 November 2026.
    @Test func aBackboneFlowIsForecastAsWellAsRecorded() throws {
        let series = try ShippedSeries("abilene.csv.gz", key: "node-07,node-05")
        #expect(series.values.count == 2_016)
        let scores = Self.score(series)
        for (step, recorded) in [(1, 0.799), (6, 0.798), (12, 0.771), (24, 0.742)] {
            let ratio = scores[step - 1].ratio
            #expect(abs(ratio / recorded - 1) < 0.03, "at horizon \(step) the ratio to persistence is \(ratio)")
            #expect(ratio < 0.85, "persistence is to be beaten by 15 % at horizon \(step)")
        }
        for (index, score) in scores.enumerated() {
            #expect(abs(score.coverage[0] - 0.8) < 0.03, "horizon \(index + 1) covers \(score.coverage)")
            #expect(abs(score.coverage[1] - 0.95) < 0.02, "horizon \(index + 1) covers \(score.coverage)")
        }
    }
}
