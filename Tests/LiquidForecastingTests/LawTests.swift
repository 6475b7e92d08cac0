import Testing

@testable import LiquidForecasting

/// What holds for every forecaster, whatever its accuracy.
@Suite struct LawTests {
    private let hourly = ForecasterSettings(horizon: 6, stepMicroseconds: 3_600_000_000)

    private func forecasts(
        _ values: [Double], _ settings: ForecasterSettings, seconds: (Int) -> Double = { Double($0) * 3_600 }
    ) -> [[Double]] {
        let driver = Driver(settings)
        return values.indices.compactMap { driver.advance(to: values[$0], at: seconds($0)).1 }
    }

    @Test func theSameObservationsGiveTheSameBytes() {
        let values = Signal.seasonal(1_500)
        let (first, second) = (Driver(hourly), Driver(hourly))
        for (index, value) in values.enumerated() {
            let (_, left) = first.advance(to: value, at: Double(index) * 3_600)
            let (_, right) = second.advance(to: value, at: Double(index) * 3_600)
            #expect(left == right)
        }
        #expect(first.bytes == second.bytes)
    }

    @Test(arguments: [5, 16, 17, 18, 400]) func aCopyGoesOnAsTheOriginalDoes(cut: Int) {
        let learnt = ForecasterSettings(horizon: 3)
        let values = Signal.seasonal(800)
        let original = Driver(learnt)
        for index in 0..<cut { _ = original.advance(to: values[index], at: Double(index) * 3_600) }
        let copy = Driver(learnt)
        copy.restore(original.bytes)
        for index in cut..<values.count {
            let (_, left) = original.advance(to: values[index], at: Double(index) * 3_600)
            let (_, right) = copy.advance(to: values[index], at: Double(index) * 3_600)
            #expect(left == right)
        }
        #expect(original.bytes == copy.bytes)
    }

    @Test(arguments: [1024.0, 0.0009765625, -2.0]) func aPowerOfTwoScalesForecastsExactly(factor: Double) {
        let values = Signal.seasonal(1_000)
        let plain = forecasts(values, hourly)
        let scaled = forecasts(values.map { $0 * factor }, hourly)
        #expect(plain.count == scaled.count && plain.count > 900)
        for (left, right) in zip(plain, scaled) {
            // A negative factor swaps lower and upper bounds, and breaks ties of quantiles the other way.
            for horizon in 0..<6 where factor > 0 { #expect(left[horizon] * factor == right[horizon]) }
            if factor < 0 { #expect(abs(left[0] * factor - right[0]) < 0.2) }
        }
    }

    @Test func aShiftMovesForecasts() {
        let values = Signal.seasonal(1_000)
        let plain = forecasts(values, hourly)
        let moved = forecasts(values.map { $0 + 1_048_576 }, hourly)
        for (left, right) in zip(plain, moved) {
            // Far from zero the scale has a floor of 10⁻⁹ of the level, and doubles have fewer digits left.
            for index in left.indices { #expect(abs(left[index] + 1_048_576 - right[index]) < 0.05) }
        }
    }

    @Test func lateAndDuplicateObservationsChangeNothing() {
        let values = Signal.seasonal(400)
        let driver = Driver(ForecasterSettings(horizon: 2))
        for (index, value) in values.enumerated() {
            let time = Double(index) * 3_600
            let (learned, _) = driver.advance(to: value, at: time)
            #expect(learned.outcome == .learned && learned.observations == Int64(index + 1))
            let before = driver.bytes
            let (duplicate, _) = driver.advance(to: 1e9, at: time)
            let (late, _) = driver.advance(to: -1e9, at: time - 1)
            #expect(duplicate.outcome == .duplicate && late.outcome == .late)
            #expect(driver.bytes == before)
        }
    }

    @Test func boundsContainEachOther() {
        for rows in forecasts(Signal.walk(2_000), hourly) {
            for horizon in 0..<6 {
                let (mean, lower80, upper80) = (rows[horizon], rows[6 + horizon], rows[12 + horizon])
                let (lower95, upper95) = (rows[18 + horizon], rows[24 + horizon])
                #expect(lower95 <= lower80 && lower80 <= mean && mean <= upper80 && upper80 <= upper95)
            }
        }
    }

    @Test func whatWasExpectedIsWhatWasIssued() {
        let driver = Driver(hourly)
        var issued: [Double]?
        for (index, value) in Signal.seasonal(300).enumerated() {
            let (advance, rows) = driver.advance(to: value, at: Double(index) * 3_600)
            if let issued {
                #expect(advance.expected == issued[0])
                #expect(driver.expectedBounds == [6, 12, 18, 24].map { issued[$0] })
            } else {
                #expect(advance.expected.isNaN)
            }
            issued = rows ?? issued
        }
    }

    @Test func aStepIsTheMedianOfTheFirstDifferences() {
        let driver = Driver(ForecasterSettings(horizon: 1))
        var time = 0.0
        for index in 0..<17 {
            let (advance, rows) = driver.advance(to: Double(index), at: time)
            #expect(advance.isWarming == (index < 16))
            #expect((rows == nil) == (index < 16))
            time += index % 5 == 4 ? 900 : 300
        }
        let (advance, _) = driver.advance(to: 1, at: time)
        #expect(advance.stepMicroseconds == 300_000_000)
        #expect(advance.observations == 18)
    }

    @Test func aLearnedStepForecastsAsTheSameStepThatIsGiven() {
        let values = Signal.seasonal(600)
        let learned = forecasts(values, ForecasterSettings(horizon: 4, warmUp: 17))
        let given = forecasts(values, ForecasterSettings(horizon: 4, stepMicroseconds: 3_600_000_000, warmUp: 17))
        #expect(learned == given)
    }

    @Test(arguments: [1, 2, 7, 24, 96]) func everyHorizonHasABlockOfItsOwnSize(horizon: Int) {
        let forecaster = LiquidForecaster(ForecasterSettings(horizon: horizon))
        #expect(forecaster.blockByteCount % 64 == 0)
        for (part, next) in zip(forecaster.layout.parts, forecaster.layout.parts.dropFirst()) {
            #expect(part.offset + part.byteCount <= next.offset)
            #expect(part.offset % 32 == 0)
        }
    }

    @Test func settingsThatMatterHaveFingerprintsOfTheirOwn() {
        let all = [
            ForecasterSettings(horizon: 3), ForecasterSettings(horizon: 4),
            ForecasterSettings(horizon: 3, stepMicroseconds: 1),
            ForecasterSettings(horizon: 3, seasonsMicroseconds: [60_000_000]),
            ForecasterSettings(horizon: 3, counting: .observations),
            ForecasterSettings(horizon: 3, calendar: CivilTime(offsets: [], holidays: [])),
            ForecasterSettings(horizon: 3, levels: [80]),
            ForecasterSettings(horizon: 3, warmUp: 20),
        ].map { LiquidForecaster($0).fingerprint }
        #expect(Set(all).count == all.count)
    }
}
