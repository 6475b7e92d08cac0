import Testing

@testable import LiquidForecasting

/// New series that start from what their group has learned.
@Suite struct GroupTests {
    private let settings = ForecasterSettings(horizon: 6, prior: .group)

    /// A noisy level that returns to its middle within some hours, in a unit of its own.
    private func series(_ seed: UInt64, _ count: Int) -> [Double] {
        var signal = Signal(seed: seed)
        var level = 0.0
        let unit = [1e-3, 1, 250, 1e6][Int(seed % 4)]
        return (0..<count).map { _ in
            level = 0.9 * level + signal.normal()
            return unit * (50 + level + signal.normal())
        }
    }

    /// - Returns: sums of absolute errors at all horizons over the first observations, of forecasts and of persistence.
    private func errors(_ values: [Double], in group: Group?) -> (forecast: Double, persistence: Double) {
        let driver = Driver(settings, in: group)
        var errors = (forecast: 0.0, persistence: 0.0)
        for (index, value) in values.enumerated() {
            guard let rows = driver.advance(to: value, at: Double(index) * 3_600).1 else { continue }
            #expect(rows.allSatisfy { $0.isFinite })
            for horizon in 1...6 where index + horizon < values.count {
                errors.forecast += abs(values[index + horizon] - rows[horizon - 1])
                errors.persistence += abs(values[index + horizon] - value)
            }
        }
        return errors
    }

    @Test func aNewSeriesAmongSimilarOnesIsBetterAtFirst() {
        let group = Group(settings)
        for seed in 1...20 { group.grow(series(UInt64(seed), 600)) }
        #expect(group.header.contributions == 40 && group.header.step == 3_600_000_000)
        var ratios: [Double] = []
        for seed in 101...120 {
            let values = series(UInt64(seed), 200)
            ratios.append(errors(values, in: group).forecast / errors(values, in: nil).forecast)
        }
        let mean = ratios.reduce(0, +) / Double(ratios.count)
        #expect(mean < 0.97, "the error with the group is \(mean) of the error alone")
        #expect(ratios.allSatisfy { $0 < 1.02 }, "\(ratios)")
    }

    @Test func aSeriesThatIsAloneIsUnaffected() {
        let values = series(1, 2_500)
        let group = Group(settings)
        let (alone, member) = (Driver(settings), Driver(settings, in: group))
        for (index, value) in values.enumerated() {
            let (left, right) = (
                alone.advance(to: value, at: Double(index) * 3_600),
                member.advance(to: value, at: Double(index) * 3_600)
            )
            #expect(left.1 == right.1)
        }
        #expect(alone.bytes == member.bytes)
        #expect(group.header.contributions == 7, "after 100 observations, and every 400")
    }

    @Test func aGroupThatHasSeenTooLittleIsNotFollowed() {
        let group = Group(settings)
        group.grow(series(1, 600))
        #expect(group.header.contributions == 2)
        #expect(errors(series(2, 99), in: group) == errors(series(2, 99), in: nil))
    }

    @Test func mereNonsenseInTheGroupHarmsNoNewSeries() {
        let group = Group(settings)
        for seed in 1...6 {
            group.grow(
                series(UInt64(seed), 1_000).enumerated().map { index, value in
                    index > 20 ? [1e30, -1e30, value, 1e-30][(index * seed) % 4] : value
                })
        }
        #expect(group.header.contributions >= 6)
        #expect(group.numbers.allSatisfy { $0.isFinite && abs($0) <= 1e4 })
        for seed in 101...108 {
            let values = series(UInt64(seed), 200)
            let (with, without) = (errors(values, in: group), errors(values, in: nil))
            #expect(with.forecast < 1.15 * without.forecast, "\(with) \(without)")
        }
    }

    @Test func oneSeriesOfNonsenseAmongManyHarmsNoNewSeries() {
        let group = Group(settings)
        for seed in 1...9 {
            let values = series(UInt64(seed), 600)
            group.grow(seed == 5 ? values.enumerated().map { $0 % 3 == 0 ? 1e30 : $1 } : values)
        }
        for seed in 101...108 {
            let values = series(UInt64(seed), 200)
            #expect(errors(values, in: group).forecast < errors(values, in: nil).forecast)
        }
    }

    @Test func seriesOfAnotherStepNeitherTeachNorLearn() {
        let group = Group(settings)
        for seed in 1...5 { group.grow(series(UInt64(seed), 200)) }
        let before = group.numbers
        group.grow(series(6, 200), every: 60)
        #expect(group.numbers == before && group.header.contributions == 5)
        let (alone, member) = (Driver(settings), Driver(settings, in: group))
        for (index, value) in series(7, 99).enumerated() {
            let time = Double(index) * 60
            #expect(alone.advance(to: value, at: time).1 == member.advance(to: value, at: time).1)
        }
        for seed in 8...15 { group.grow(series(UInt64(seed), 200), every: 60) }
        #expect(group.header.step == 60_000_000, "most of the newest contributions have this step")
    }

    @Test func aStepThatIsGivenStartsAsOneThatIsLearned() {
        let learned = ForecasterSettings(horizon: 6, warmUp: 17, prior: .group)
        let given = ForecasterSettings(horizon: 6, stepMicroseconds: 3_600_000_000, warmUp: 17, prior: .group)
        let forecasts = [learned, given].map { settings in
            let group = Group(settings)
            for seed in 1...4 { group.grow(series(UInt64(seed), 150)) }
            let driver = Driver(settings, in: group)
            return series(9, 300).enumerated().compactMap { driver.advance(to: $1, at: Double($0) * 3_600).1 }
        }
        #expect(forecasts[0] == forecasts[1] && forecasts[0].count > 250)
    }

    @Test func covariatesAreAmongWhatIsTold() {
        let settings = ForecasterSettings(horizon: 6, covariates: 1, prior: .group)
        let group = Group(settings)
        // A value follows its covariate of the record before.
        func run(_ seed: UInt64, _ count: Int, in group: Group?) -> Double {
            let driver = Driver(settings, in: group)
            let leading = Signal.noise(count + 1, seed: seed)
            var (sum, expected) = (0.0, Double?.none)
            for index in 0..<count {
                let value = 50 + 5 * leading[index]
                if let expected { sum += abs(value - expected) }
                expected =
                    driver.advance(to: value, at: Double(index) * 3_600, covariates: [leading[index + 1]]).1?[0]
            }
            return sum
        }
        for seed in 1...8 { _ = run(UInt64(seed), 600, in: group) }
        let seeds = (101...110).map { UInt64($0) }
        let with = seeds.map { run($0, 60, in: group) }.reduce(0, +)
        let without = seeds.map { run($0, 60, in: nil) }.reduce(0, +)
        #expect(with < without, "\(with) with what the group told, \(without) without")
        let told = GroupPrior(group.prior, group.forecaster.layout).row(BlockLayout.ownFeatures)
        #expect(told[0] > 0.1, "the weight of the covariate's last move")
    }

    @Test(arguments: [1, 7, 96], [0, 4]) func everyRowHasItsPlace(horizon: Int, covariates: Int) {
        let settings = ForecasterSettings(horizon: horizon, covariates: covariates, prior: .group)
        let forecaster = LiquidForecaster(settings)
        let rows = forecaster.layout.featureCount + 3 + 4 + 2 * forecaster.layout.expertCount
        let group = Group(settings)
        let end = UnsafeMutableRawPointer(GroupPrior(group.prior, forecaster.layout).row(rows))
        #expect(end - group.prior <= forecaster.priorByteCount && forecaster.priorByteCount % 64 == 0)
        #expect(LiquidForecaster(ForecasterSettings(horizon: horizon, prior: .none)).priorByteCount == 0)
    }
}
