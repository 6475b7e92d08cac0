import Foundation
import Testing

@testable import LiquidForecasting

/// Horizons are times: nothing has to be sampled regularly, and nothing is known before it is there.
@Suite struct TimeTests {
    private let hour: Int64 = 3_600_000_000

    private func settings(_ counting: ForecasterSettings.Counting = .time, horizon: Int = 6) -> ForecasterSettings {
        ForecasterSettings(horizon: horizon, stepMicroseconds: hour, counting: counting)
    }

    /// A daily season with noise, seen at the times that `keeps` says, in hours.
    private func signal(at hours: Double, seed: UInt64) -> Double {
        var noise = Signal(seed: UInt64(bitPattern: Int64(hours * 1_000)) &+ seed &* 7_919)
        return 10 * sin(2 * .pi * hours / 24) + 3 * sin(2 * .pi * hours / 12) + noise.normal()
    }

    @Test func onRegularDataTimesAndObservationsAreTheSame() {
        let (inTime, inOrder) = (Driver(settings()), Driver(settings(.observations)))
        for (index, value) in Signal.seasonal(1_500).enumerated() {
            let (_, left) = inTime.advance(to: value, at: Double(index) * 3_600)
            let (_, right) = inOrder.advance(to: value, at: Double(index) * 3_600)
            #expect(left == right)
        }
    }

    @Test(arguments: [0.3, 0.5, 0.9]) func whatComesLaterChangesNothingBefore(dropped: Double) {
        // The same stretch, then two futures that could not be more different.
        for seed in UInt64(1)...3 {
            var chance = Signal(seed: seed)
            let hours = (0..<900).filter { _ in chance.uniform() >= dropped }.map { Double($0) }
            let values = hours.map { signal(at: $0, seed: seed) }
            let cut = hours.count * 2 / 3
            func forecasts(_ future: (Int) -> (Double, Double)) -> [[Double]] {
                let driver = Driver(settings())
                var all: [[Double]] = []
                for index in hours.indices {
                    let (value, time) = index < cut ? (values[index], hours[index]) : future(index)
                    if let rows = driver.advance(to: value, at: time * 3_600).1, index < cut { all.append(rows) }
                }
                return all
            }
            let plain = forecasts { (values[$0], hours[$0]) }
            let other = forecasts { (-1e6 * Double($0), hours[cut - 1] + Double($0 - cut + 1) * 0.01) }
            #expect(plain == other && !plain.isEmpty)
        }
    }

    /// Mean absolute errors of the mean at horizon `steps` and of persistence, over hours that were seen.
    private func errors(keeping hours: [Int], steps: Int) -> (forecast: Double, persistence: Double) {
        let driver = Driver(settings())
        let seen = Set(hours)
        var sums = (0.0, 0.0)
        for hour in hours {
            let value = signal(at: Double(hour), seed: 9)
            guard let rows = driver.advance(to: value, at: Double(hour) * 3_600).1, hour > 600,
                seen.contains(hour + steps)
            else { continue }
            let actual = signal(at: Double(hour + steps), seed: 9)
            sums.0 += abs(rows[steps - 1] - actual)
            sums.1 += abs(value - actual)
        }
        return sums
    }

    @Test func missingRowsCostLittle() {
        var chance = Signal(seed: 5)
        let all = Array(0..<2_400)
        let whole = errors(keeping: all, steps: 6)
        let some = errors(keeping: all.filter { _ in chance.uniform() >= 0.3 }, steps: 6)
        let bursts = errors(keeping: all.filter { $0 / 17 % 2 == 0 || $0 < 300 }, steps: 6)
        #expect(whole.forecast < 0.15 * whole.persistence)
        #expect(some.forecast / some.persistence < 1.15 * whole.forecast / whole.persistence)
        #expect(bursts.forecast / bursts.persistence < 1.3 * whole.forecast / whole.persistence)
    }

    @Test func aRampIsForecastOnTheRampHoweverItIsSampled() {
        let driver = Driver(settings(horizon: 4))
        var chance = Signal(seed: 3)
        var time = 0.0
        var worst = 0.0
        for index in 0..<3_000 {
            time += 0.2 + 1.6 * chance.uniform()
            let (_, rows) = driver.advance(to: 5 * time, at: time * 3_600)
            guard index > 2_000, let rows else { continue }
            for step in 1...4 {
                worst = max(worst, abs(rows[step - 1] - 5 * (time + Double(step))) / (5 * Double(step)))
            }
        }
        #expect(worst < 0.3, "three tenths of the way")
    }

    @Test func burstsLeaveRoomForTheFarHorizons() {
        // Ten observations a step, in bursts: far horizons are learned from as well as near ones.
        let driver = Driver(settings(horizon: 24))
        var sums = (0.0, 0.0)
        for hour in 0..<1_500 {
            for part in 0..<10 {
                let time = Double(hour) + Double(part) * 0.01
                let value = signal(at: time, seed: 4)
                let (_, rows) = driver.advance(to: value, at: time * 3_600)
                guard part == 0, hour > 500, let rows else { continue }
                let actual = signal(at: Double(hour + 12), seed: 4)
                sums.0 += abs(rows[11] - actual)
                sums.1 += abs(value - actual)
            }
        }
        #expect(sums.0 < 0.15 * sums.1)
    }

    @Test func whatWasExpectedBetweenHorizonsIsBetweenThem() {
        let driver = Driver(settings())
        for hour in 0..<400 { _ = driver.advance(to: signal(at: Double(hour), seed: 2), at: Double(hour) * 3_600) }
        let (_, rows) = driver.advance(to: signal(at: 400, seed: 2), at: 400 * 3_600)
        guard let rows else {
            Issue.record("no forecast")
            return
        }
        let (advance, _) = driver.advance(to: 0, at: 402.5 * 3_600)
        #expect(abs(advance.expected - (rows[1] + rows[2]) / 2) < 1e-9)
        #expect(driver.expectedBounds.count == 4)
        let (late, _) = driver.advance(to: 0, at: 500 * 3_600)
        #expect(late.expected.isNaN, "no forecast reached so far")
    }

    @Test func anObservationThatWaitedIsNoForecastOfAnotherOrigin() {
        // Bursts of three: the jump comes where no origin is remembered, and is believed. What the origin before it had
        // issued has to stay as it was issued.
        let driver = Driver(settings(horizon: 3))
        let series = SeriesBlock(driver.block, driver.forecaster.layout)
        for hour in 0..<400 {
            for part in 0..<3 {
                _ = driver.advance(
                    to: signal(at: Double(hour), seed: 6), at: (Double(hour) + 0.02 * Double(part)) * 3_600)
            }
        }
        func issued() -> [Float16] {
            (1...3).map { series.issued(series.header.pointee.origins - 1 + Int64($0))[$0 - 1] }
        }
        _ = driver.advance(to: signal(at: 400, seed: 6), at: 400 * 3_600)
        let before = (issued(), series.header.pointee.origins)
        _ = driver.advance(to: 900, at: 400.02 * 3_600)
        #expect(series.header.pointee.isParked == 1)
        _ = driver.advance(to: 901, at: 400.04 * 3_600)
        #expect(series.header.pointee.isParked == 0 && series.header.pointee.origins == before.1)
        #expect(issued() == before.0)
    }

    @Test func aMonthCountedInObservationsNeverOverflows() {
        let driver = Driver(
            ForecasterSettings(horizon: 2, stepMicroseconds: 366 * 24 * hour, counting: .observations))
        for index in 0..<200 { _ = driver.advance(to: Double(index % 7), at: Double(index)) }
        SeriesBlock(driver.block, driver.forecaster.layout).header.pointee.ordinal += 1 << 50
        for index in 200..<300 {
            let (_, rows) = driver.advance(to: Double(index % 7), at: Double(index))
            #expect(rows?.allSatisfy { $0.isFinite } ?? true)
        }
    }
}
