import Foundation
import Testing

@testable import LiquidForecasting

/// Signals that break forecasters: whatever comes, forecasts are finite, bounds are in order, and what is learned is not lost.
@Suite struct StressTests {
    private let settings = ForecasterSettings(
        horizon: 24, stepMicroseconds: 60_000_000, seasonsMicroseconds: [3_600_000_000])

    struct Errors {
        var forecast = 0.0
        var persistence = 0.0
        var ratio: Double { forecast / persistence }
    }

    /// - Returns: mean absolute errors at horizon 1 over the observations in `scored`.
    @discardableResult
    private func run(
        _ values: [Double], scored: Range<Int>? = nil, seconds: (Int) -> Double = { Double($0) * 60 }
    ) -> Errors {
        let driver = Driver(settings)
        var errors = Errors()
        var last: Double?
        for (index, value) in values.enumerated() {
            let (advance, rows) = driver.advance(to: value, at: seconds(index))
            if let rows {
                #expect(rows.allSatisfy { $0.isFinite }, "observation \(index)")
                for horizon in 0..<24 {
                    #expect(
                        rows[72 + horizon] <= rows[24 + horizon] && rows[24 + horizon] <= rows[horizon]
                            && rows[horizon] <= rows[48 + horizon] && rows[48 + horizon] <= rows[96 + horizon])
                }
            }
            if (scored ?? 100..<values.count).contains(index), let last, advance.expected.isFinite {
                errors.forecast += abs(value - advance.expected)
                errors.persistence += abs(value - last)
            }
            if advance.outcome == .learned { last = value }
        }
        return errors
    }

    @Test func constantAndZero() {
        for constant in [0, 5, -1e30, 1e-30] {
            let errors = run(Array(repeating: constant, count: 3_000))
            #expect(errors.forecast == 0)
        }
    }

    @Test func constantThenNoise() {
        let values = Array(repeating: 3.0, count: 2_000) + Signal.noise(3_000).map { 3 + $0 }
        #expect(run(values, scored: 2_100..<5_000).ratio < 0.8)
    }

    @Test func stuckInTheMiddle() {
        var values = Signal.noise(8_000)
        for index in 3_000..<6_000 { values[index] = values[2_999] }
        #expect(run(values, scored: 6_500..<8_000).ratio < 0.85)
    }

    @Test(arguments: [1e3, 1e12]) func aSpikeIsForgotten(size: Double) {
        var values = Signal.noise(8_000)
        values[4_000] = size
        #expect(run(values, scored: 6_000..<8_000).ratio < 1)
    }

    @Test func manySpikes() {
        var values = Signal.noise(8_000)
        for index in stride(from: 1_000, to: 6_000, by: 60) { values[index] = 1_000 }
        #expect(run(values, scored: 1_100..<6_000).ratio < 0.7)
        #expect(run(values, scored: 7_000..<8_000).ratio < 1)
        for index in stride(from: 1_000, to: 6_000, by: 60) { values[index] = index % 7 == 0 ? 1e30 : -1e12 }
        run(values)
    }

    @Test func levelShift() {
        let values = Signal.noise(8_000).enumerated().map { $1 + ($0 >= 4_000 ? 500 : 0) }
        #expect(run(values, scored: 6_000..<8_000).ratio < 1)
    }

    @Test(arguments: [100.0, 0.01]) func scaleChange(factor: Double) {
        let values = Signal.noise(8_000).enumerated().map { $1 * ($0 >= 4_000 ? factor : 1) }
        #expect(run(values, scored: 6_000..<8_000).ratio < 1)
    }

    @Test(arguments: [(1e6, 1.0), (0.0, 1e-9), (0.0, 1e15), (0.0, 1e28)])
    func farOffsetsAndScales(offset: Double, scale: Double) {
        #expect(run(Signal.noise(4_000).map { offset + scale * $0 }, scored: 1_000..<4_000).ratio < 0.95)
    }

    @Test func growthWithoutEnd() {
        run((0..<4_000).map { pow(10, Double($0) / 4_000 * 60 - 30) })
        run((0..<4_000).map { ($0 % 2 == 0 ? 1 : -1) * pow(10, Double($0) / 4_000 * 60 - 30) })
    }

    @Test func theLargestAndTheSmallestInTurn() {
        run((0..<3_000).map { [1e30, -1e30, 0, 1e-30][$0 % 4] })
        run((0..<3_000).map { $0 % 1_000 == 500 ? 1e30 : 0 })
        run((0..<3_000).map { [Double.leastNonzeroMagnitude, 0, 1e30][$0 / 1_000] })
    }

    @Test func spikeThenSilenceForAVeryLongTime() {
        let driver = Driver(settings)
        for index in 0..<150_000 {
            let value = index == 1_000 ? 1e30 : 0
            let (_, rows) = driver.advance(to: value, at: Double(index) * 60)
            if index % 1_000 == 0, let rows { #expect(rows.allSatisfy { $0.isFinite }) }
        }
        let errors = Signal.noise(100).enumerated().map { index, value in
            driver.advance(to: value, at: Double(150_000 + index) * 60).1 ?? []
        }
        #expect(errors.joined().allSatisfy { $0.isFinite })
    }

    @Test func gapsAndBursts() {
        let values = Signal.noise(6_000)
        #expect(
            run(values, scored: 4_000..<6_000) { Double($0) * 60 + ($0 >= 3_000 ? 86_400 * 3_650 : 0) }.ratio < 0.85)
        #expect(run(values, scored: 4_000..<6_000) { Double($0 / 10) * 6_000 + Double($0 % 10) * 1e-6 }.ratio < 1)
        var signal = Signal(seed: 7)
        var time = 0.0
        let times = values.map { _ in
            time -= 60 * log(1 - signal.uniform())
            return time
        }
        #expect(run(values, scored: 2_000..<6_000) { times[$0] + Double($0) * 1e-3 }.ratio < 0.85)
    }

    @Test func timesFarFromToday() {
        let values = Signal.noise(2_000)
        run(values) { -2_208_988_800 + Double($0) * 60 }
        run(values) { 7_258_000_000 + Double($0) * 60 }
    }

    @Test func quantisedAndCounting() {
        run(Signal.noise(4_000).map { ($0 * 2).rounded() })
        let counter = run((0..<4_000).map { Double($0) * 3 }, scored: 1_000..<4_000)
        #expect(counter.ratio < 0.6)
        let binary = run(Signal.noise(4_000).map { $0 > 2.5 ? 1 : 0 }, scored: 1_000..<4_000)
        #expect(binary.ratio < 1.1)
    }

    @Test func aRandomWalkIsNotMadeWorse() {
        #expect(run(Signal.walk(10_000), scored: 1_000..<10_000).ratio < 1.02)
    }

    @Test func aSeasonIsLearned() {
        let values = (0..<4_000).map { 10 * sin(2 * .pi * Double($0) / 60) }
        #expect(run(values, scored: 2_000..<4_000).ratio < 0.1)
    }
}
