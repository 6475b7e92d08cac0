import Foundation
import Testing

@testable import LiquidForecasting

/// Intervals hold what they promise on processes whose quantiles are known.
@Suite struct IntervalTests {
    /// - Returns: by level and horizon, the share of targets inside the intervals, and their mean width.
    private func coverage(
        _ values: [Double], levels: [Int], horizon: Int, from start: Int = 500
    ) -> (share: [[Double]], width: [[Double]]) {
        let driver = Driver(
            ForecasterSettings(horizon: horizon, stepMicroseconds: 60_000_000, levels: levels, warmUp: 16))
        var inside = Array(repeating: Array(repeating: 0.0, count: horizon), count: levels.count)
        var width = inside
        var count = 0.0
        for (index, value) in values.enumerated() {
            let (_, rows) = driver.advance(to: value, at: Double(index) * 60)
            guard index >= start, index + horizon < values.count, let rows else { continue }
            count += 1
            for level in levels.indices {
                for step in 0..<horizon {
                    let lower = rows[(1 + 2 * level) * horizon + step]
                    let upper = rows[(2 + 2 * level) * horizon + step]
                    let actual = values[index + 1 + step]
                    if (lower...upper).contains(actual) { inside[level][step] += 1 }
                    width[level][step] += upper - lower
                }
            }
        }
        return (inside.map { $0.map { $0 / count } }, width.map { $0.map { $0 / count } })
    }

    @Test func noiseWhoseQuantilesAreKnown() {
        let levels = [50, 80, 95, 99]
        let (share, width) = coverage(Signal.noise(20_000), levels: levels, horizon: 24)
        // Two-sided quantiles of the normal distribution; the noise is the sum of twelve uniform numbers.
        let expected = [1.349, 2.563, 3.92, 5.15]
        for (index, level) in levels.enumerated() {
            for step in 0..<24 {
                #expect(abs(share[index][step] - Double(level) / 100) < 0.015, "level \(level), horizon \(step + 1)")
                #expect(abs(width[index][step] / expected[index] - 1) < 0.12, "level \(level), horizon \(step + 1)")
            }
        }
    }

    @Test func aWalkSpreadsAsTheRootOfTime() {
        let (share, width) = coverage(Signal.walk(20_000), levels: [80, 95], horizon: 24)
        for step in [0, 5, 11, 23] {
            #expect(abs(share[0][step] - 0.8) < 0.015, "horizon \(step + 1)")
            #expect(abs(share[1][step] - 0.95) < 0.015, "horizon \(step + 1)")
            #expect(abs(width[0][step] / (2.563 * Double(step + 1).squareRoot()) - 1) < 0.15, "horizon \(step + 1)")
        }
    }

    @Test func skewedNoiseHasSkewedIntervals() {
        var chance = Signal(seed: 8)
        let values = (0..<20_000).map { _ in -log(1 - chance.uniform()) }
        let (share, width) = coverage(values, levels: [80, 95], horizon: 6)
        for step in 0..<6 {
            #expect(abs(share[0][step] - 0.8) < 0.015 && abs(share[1][step] - 0.95) < 0.015)
            // From the tenth to the ninetieth percent of an exponential distribution.
            #expect(abs(width[0][step] / 2.197 - 1) < 0.15)
        }
    }

    @Test func irregularNoiseIsCoveredToo() {
        // White noise at random times: interpolated values would be too smooth to learn intervals from.
        var chance = Signal(seed: 12)
        var time = 0.0
        let observations = Signal.noise(20_000).map { value in
            time -= log(1 - chance.uniform())
            return (time: time, value: value)
        }
        let driver = Driver(ForecasterSettings(horizon: 6, stepMicroseconds: 60_000_000))
        var inside = [0.0, 0.0]
        var count = 0.0
        for (index, observation) in observations.enumerated() {
            let (_, rows) = driver.advance(to: observation.value, at: observation.time * 60)
            guard index > 1_000, index + 12 < observations.count, let rows else { continue }
            // The observation nearest to three steps ahead, where it is within half a step.
            let target = observation.time + 3
            let near = observations[index...min(index + 12, observations.count - 1)]
                .min { abs($0.time - target) < abs($1.time - target) }
            guard let near, abs(near.time - target) < 0.5 else { continue }
            count += 1
            for level in 0...1
            where (rows[(1 + 2 * level) * 6 + 2]...rows[(2 + 2 * level) * 6 + 2]).contains(near.value) {
                inside[level] += 1
            }
        }
        #expect(abs(inside[0] / count - 0.8) < 0.02 && abs(inside[1] / count - 0.95) < 0.015, "\(inside), of \(count)")
    }

    @Test func variancesThatChangeAreFollowed() {
        let values = Signal.noise(20_000).enumerated().map { $1 * ($0 / 2_000 % 2 == 0 ? 1 : 4) }
        let (share, _) = coverage(values, levels: [80, 95], horizon: 12)
        for step in 0..<12 { #expect(abs(share[0][step] - 0.8) < 0.02 && abs(share[1][step] - 0.95) < 0.015) }
    }

    @Test(arguments: [[80], [10, 20, 30, 40, 50, 60, 70, 90], [99]]) func anyLevelsAreNested(levels: [Int]) {
        let driver = Driver(ForecasterSettings(horizon: 5, stepMicroseconds: 60_000_000, levels: levels))
        for (index, value) in Signal.walk(600).enumerated() {
            guard let rows = driver.advance(to: value, at: Double(index) * 60).1 else { continue }
            for step in 0..<5 {
                let lowers = levels.indices.map { rows[(1 + 2 * $0) * 5 + step] }
                let uppers = levels.indices.map { rows[(2 + 2 * $0) * 5 + step] }
                #expect(lowers == lowers.sorted(by: >) && uppers == uppers.sorted())
                #expect(lowers[0] <= rows[step] && rows[step] <= uppers[0])
            }
        }
    }
}
