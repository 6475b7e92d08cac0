import Foundation
import Testing

@testable import LiquidForecasting

/// What forecasters like this one are bad at: each has a rule that mends it, and a test that fails without.
@Suite struct WeakSpotTests {
    /// A daily season, hourly, with autocorrelated noise of deviation 1.7.
    private func season(_ count: Int, seed: UInt64 = 1) -> [Double] {
        var level = 0.0
        return Signal.noise(count, seed: seed).enumerated().map { hour, noise in
            level = 0.8 * level + noise
            return level + 3 * sin(2 * .pi * Double(hour) / 24)
        }
    }

    /// Mean absolute errors at one horizon over origins in `scored` that are not in `left`, and those of persistence.
    private func errors(
        _ values: [Double], horizon: Int, scored: Range<Int>, leaving left: Set<Int> = []
    ) -> (forecast: Double, persistence: Double) {
        let driver = Driver(ForecasterSettings(horizon: 24, stepMicroseconds: 3_600_000_000))
        var sums = (0.0, 0.0, 0.0)
        for (index, value) in values.enumerated() {
            let (_, rows) = driver.advance(to: value, at: Double(index) * 3_600)
            guard let rows, scored.contains(index), index + horizon < values.count, !left.contains(index + horizon),
                !left.contains(index)
            else { continue }
            sums.0 += abs(rows[horizon - 1] - values[index + horizon])
            sums.1 += abs(value - values[index + horizon])
            sums.2 += 1
        }
        return (sums.0 / sums.2, sums.1 / sums.2)
    }

    @Test(arguments: [500.0, -5_000]) func aLevelShiftIsFollowedAtEveryHorizon(shift: Double) {
        let plain = season(5_000)
        let moved = plain.enumerated().map { $1 + ($0 >= 3_000 ? shift : 0) }
        for horizon in [1, 12] {
            // From the third observation on the new level, as before the shift.
            let usual = errors(plain, horizon: horizon, scored: 3_002..<3_300).forecast
            let after = errors(moved, horizon: horizon, scored: 3_002..<3_300).forecast
            #expect(after < 1.1 * usual, "horizon \(horizon): \(after), usually \(usual)")
        }
    }

    @Test func levelsThatKeepComingBackAreNotFollowed() {
        // Plateaus of 30 hours: after the first ones the series is known for them.
        let plain = season(6_000)
        let plateaus = plain.enumerated().map { $1 + ($0 > 500 && $0 % 300 < 30 ? 900 : 0) }
        let high = Set(plateaus.indices.filter { $0 % 300 < 34 || $0 % 300 > 280 })
        let usual = errors(plain, horizon: 6, scored: 3_000..<6_000, leaving: high).forecast
        let after = errors(plateaus, horizon: 6, scored: 3_000..<6_000, leaving: high).forecast
        let persistence = errors(plateaus, horizon: 6, scored: 3_000..<6_000, leaving: high).persistence
        #expect(after < 1.05 * persistence, "\(after), usually \(usual), persistence \(persistence)")
    }

    @Test(arguments: [1e3, 1e12, 1e30]) func aSpikeChangesNothing(size: Double) {
        var values = season(4_000)
        let usual = errors(values, horizon: 12, scored: 3_001..<3_100).forecast
        values[3_000] = size
        let after = errors(values, horizon: 12, scored: 3_001..<3_100).forecast
        #expect(abs(after - usual) < 0.02 * usual)
    }

    @Test(arguments: [[1e7, -1e7], [1e7, 4e6], [1e6, 1e4], [1e5, -1e5, 1e5]]) func spikesInARowChangeLittle(
        sizes: [Double]
    ) {
        var values = season(4_000)
        let usual = errors(values, horizon: 12, scored: 3_010..<3_300).forecast
        for (index, size) in sizes.enumerated() { values[3_000 + index] = size }
        let after = errors(values, horizon: 12, scored: 3_010..<3_300).forecast
        #expect(after < 1.1 * usual, "\(after), usually \(usual)")
    }

    @Test(arguments: [0, 5, 20, 30]) func anOutlierAtTheBeginningIsForgotten(index: Int) {
        let plain = season(6_000).map { 100 + $0 }
        var values = plain
        values[index] = 65_535
        for horizon in [1, 12] {
            let usual = errors(plain, horizon: horizon, scored: 2_000..<6_000).forecast
            let after = errors(values, horizon: horizon, scored: 2_000..<6_000).forecast
            #expect(after < 1.1 * usual, "horizon \(horizon): \(after), usually \(usual)")
        }
    }

    @Test func spikesCostLessThanATwentieth() {
        let plain = season(8_000)
        var chance = Signal(seed: 4)
        let spikes = Set(plain.indices.filter { _ in chance.uniform() < 0.01 })
        let noisy = plain.enumerated().map {
            spikes.contains($0) ? $1 + 20 * 2.7 * (chance.uniform() < 0.5 ? 1 : -1) : $1
        }
        for horizon in [1, 6, 24] {
            let usual = errors(plain, horizon: horizon, scored: 1_000..<8_000, leaving: spikes).forecast
            let after = errors(noisy, horizon: horizon, scored: 1_000..<8_000, leaving: spikes).forecast
            #expect(after < 1.05 * usual, "horizon \(horizon): \(after), usually \(usual)")
        }
    }

    @Test func quantisedSignalsAreNotWorseThanTheLastValue() {
        // Mostly unchanged, now and then a step up or down that mostly comes back: the mean is not the median.
        var chance = Signal(seed: 6)
        var level = -90.0
        let values = (0..<8_000).map { _ -> Double in
            if chance.uniform() < 0.12 { level += (chance.uniform() < 0.5 + (level + 90) * -0.05 ? 1 : -1) }
            return level.rounded()
        }
        for horizon in [1, 6, 24] {
            let (forecast, persistence) = errors(values, horizon: horizon, scored: 1_000..<8_000)
            #expect(forecast < 1.02 * persistence, "horizon \(horizon)")
        }
    }

    @Test(arguments: [0.01, 100]) func aRestartOfTheScaleIsFollowed(factor: Double) {
        let values = season(6_000).enumerated().map { $1 * ($0 >= 3_000 ? factor : 1) }
        for horizon in [1, 12] {
            let soon = errors(values, horizon: horizon, scored: 3_100..<3_600)
            let later = errors(values, horizon: horizon, scored: 4_000..<6_000)
            #expect(soon.forecast < 1.5 * soon.persistence, "horizon \(horizon)")
            #expect(later.forecast < 0.95 * later.persistence, "horizon \(horizon)")
        }
    }
}
