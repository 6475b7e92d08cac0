import LiquidForecasting
import Testing

@testable import millrace_evaluate

/// The arithmetic of scores, on a case that was worked by hand.
@Suite struct ScorerTests {
    private static let second: Int64 = 1_000_000

    /// Two steps ahead, one level of bounds that are wide and one of bounds that are wider.
    private static func forecast(_ first: Double, _ second: Double) -> [Double] {
        let means = [first, second]
        return means + [1, -1, 2, -2].flatMap { offset in means.map { $0 - offset } }
    }

    private static func series(_ seconds: [Int64], _ values: [Double]) -> RecordedSeries {
        RecordedSeries(key: "k", times: seconds.map { $0 * second }, values: values)
    }

    private static func scorer(_ series: RecordedSeries, _ counting: ForecasterSettings.Counting) -> Scorer {
        let rows = [[], forecast(5, 6), forecast(4, 9), forecast(8, 8), forecast(0, 0)]
        return Scorer(series, IssuedForecasts(rows, horizon: 2, counting: counting, step: second))
    }

    @Test func observationsAreCounted() {
        let scorer = Self.scorer(Self.series([0, 1, 2, 10, 11], [1, 3, 4, 6, 9]), .observations)
        // Origins 1, 2, 3 have the targets 4, 6, 9; nothing was issued at origin 0.
        let one = scorer.errors(1, origins: 0..<5)
        #expect(
            one
                == ErrorSums(
                    count: 3, absolute: 1 + 2 + 1, squared: 1 + 4 + 1, persistenceAbsolute: 1 + 2 + 3,
                    persistenceSquared: 1 + 4 + 9))
        #expect(abs(one.ratio - 4.0 / 6) < 1e-9)
        // Origins 1, 2 have the targets 6, 9, both met.
        let two = scorer.errors(2, origins: 0..<5)
        #expect(two.count == 2 && two.absolute == 0 && two.persistenceAbsolute == 3 + 5)
        #expect(scorer.errors(1, origins: 2..<3).count == 1)
        #expect(scorer.errors(1, origins: 0..<5) { origin, target in origin != 1 && target != 4 }.absolute == 2)
    }

    @Test func targetsByTimeLieWithinHalfAStep() {
        // A step behind 1 s there is an observation at 2.4 s, a step behind that none near enough.
        var series = Self.series([0, 1, 2, 10, 11], [1, 3, 4, 6, 9])
        series.times[2] = 2_400_000
        let scorer = Self.scorer(series, .time)
        let one = scorer.errors(1, origins: 0..<5)
        #expect(one.count == 2 && one.absolute == 1 + 1)
        #expect(scorer.errors(2, origins: 0..<5).count == 0)
    }

    @Test func windowsAverageTheirSteps() {
        let scorer = Self.scorer(Self.series([0, 1, 2, 3, 4], [1, 3, 4, 6, 9]), .time)
        // Scored from observation 2: origins 1 and 2, steps 1 and 2.
        let window = scorer.window(2, within: 2..<5)
        #expect(window.count == 4 && window.squared == 1 + 4 + 0 + 0)
        #expect(scorer.window(2, within: 2..<2).count == 0)
    }

    @Test func intervalsAreCountedAndPriced() {
        let scorer = Self.scorer(Self.series([0, 1, 2, 3, 4], [1, 3, 4, 6, 9]), .observations)
        // Targets 4, 6, 9 of the means 5, 4, 8: within 1 of the first and the last, within 2 of all.
        let sums = scorer.intervals(1, origins: 0..<5)
        #expect(sums.count == 3 && sums.covered == [2, 3])
        #expect(abs(sums.coverage(0) - 2.0 / 3) < 1e-12 && sums.coverage(1) == 1)
        let loss = { (error: Double) in
            [(0.1, -1.0), (0.9, 1.0), (0.025, -2.0), (0.975, 2.0)].reduce(0.0) { sum, bound in
                let distance = error - bound.1
                return sum + max(bound.0 * distance, (bound.0 - 1) * distance) / 4
            }
        }
        #expect(abs(sums.pinball - (loss(-1) + loss(2) + loss(1))) < 1e-12)
        #expect(abs(sums.pinballRatio - (loss(-1) + loss(2) + loss(1)) / 6) < 1e-9)
    }

    @Test func protocolsCutAsPublished() {
        let hourly = Self.series((0..<17_420).map { $0 * 3_600 }, Array(repeating: 0, count: 17_420))
        #expect(EvaluationProtocol.online.cut(hourly) == (2_880, 3_600..<14_400))
        #expect(EvaluationProtocol.sixty.cut(hourly) == (10_452, 12_194..<17_420))
        let short = Self.series([0, 1, 2, 3, 4, 5, 6, 7], [1, 3, 1, 3, 0, 0, 0, 0])
        #expect(EvaluationProtocol.online.cut(short) == (1, 2..<8))
        #expect(short.deviation(ofFirst: 4) == 1 && short.deviation(ofFirst: 1) == 1)
        #expect(short.isRegular && short.step == Self.second)
    }

    @Test func disturbancesAreThoseOfTheReference() {
        // The first rows that the reference algorithm was run on.
        #expect(Array(Disturbance.missing30.kept(of: 12)) == [0, 2, 3, 4, 5, 7, 8, 9, 10])
        #expect(
            Array(Disturbance.bursts50.kept(of: 40)) == [
                0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 19, 20, 21, 22, 23, 24, 25, 29, 30, 31, 32, 33, 34,
                35, 36, 37, 38, 39,
            ])
        let spikes = Disturbance.spikes(1_000)
        #expect(spikes.indices.filter { spikes[$0] != 0 }.prefix(4) == [10, 185, 191, 194])
        #expect(Set(spikes) == [-20, 0, 20])
    }

    @Test func figuresOfTheReferenceAreRead() {
        let figures = ReferenceFigures(
            "# a comment\nset,rows,measure,key,h1,h6,h12,h24\ng/s/f,time,ratio,a,b,0.5,0.6,,0.8\n")
        #expect(figures.figure("g/s/f", "time", "ratio", key: "a,b", horizon: 6) == 0.6)
        #expect(figures.figure("g/s/f", "time", "ratio", key: "a,b", horizon: 12).isNaN)
        #expect(figures.figure("g/s/f", "time", "ratio", key: "a,b", horizon: 2).isNaN)
        #expect(figures.figure("g/s/f", "time", "mse", horizon: 1).isNaN)
    }
}
