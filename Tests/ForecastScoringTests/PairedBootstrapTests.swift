import ForecastScoring
import Foundation
import Testing

@Suite struct PairedBootstrapTests {
    /// Forecasts of a wave that err by `error`, and a bit more or less.
    private func series(_ key: String, error: Double, horizon: Int = 3, from: Int = 0, count: Int = 400) -> SeriesScores
    {
        let feed = Feed(horizon: horizon, keepsErrors: true, key: key)
        for minute in from..<count {
            func value(_ minute: Int) -> Double { 10 * sin(Double(minute) / 5) }
            let means = (1...horizon).map { ahead in
                value(minute + ahead) + error * (1 + 0.5 * sin(Double(minute * 7 + ahead * 3)))
            }
            feed.observe(Double(minute), value(minute), means: means)
        }
        return feed.scores
    }

    @Test func aPipelineDiffersFromItselfByNothing() throws {
        let all = ["a", "b", "c"].map { series($0, error: 1) }
        let bootstrap = PairedBootstrap(PairedSeries.pair(all, all))
        for horizon in [1, 3, nil] {
            let difference = try #require(bootstrap.difference(at: horizon))
            for estimate in [difference.relative, difference.absolute] {
                #expect(estimate.value == 0 && estimate.low == 0 && estimate.high == 0)
            }
            #expect(difference.direction == 0 && difference.series == 3)
        }
    }

    @Test func aSmallerErrorIsTold() throws {
        let keys = ["a", "b", "c", "d"]
        let bootstrap = PairedBootstrap(
            PairedSeries.pair(keys.map { series($0, error: 2) }, keys.map { series($0, error: 1) }))
        let difference = try #require(bootstrap.difference(at: 1))
        #expect(abs(difference.relative.value + 0.5) < 1e-5)
        #expect(abs(difference.absolute.value + 1) < 0.01)
        #expect(abs(difference.ours - 2) < 0.02 && abs(difference.others - 1) < 0.01)
        #expect(difference.relative.low <= difference.relative.value)
        #expect(difference.relative.high < 0 && difference.direction == -1)
        #expect(try #require(bootstrap.difference(at: 1)) == difference)
    }

    @Test func onlyForecastsThatBothIssuedCount() throws {
        let pairs = PairedSeries.pair([series("a", error: 1)], [series("a", error: 1, from: 150)])
        #expect(pairs.map(\.forecasts) == [250])
        #expect(try #require(PairedBootstrap(pairs).difference(at: 1)).relative.value == 0)
        #expect(PairedSeries.pair([series("a", error: 1)], [series("b", error: 1)]).isEmpty)
    }

    @Test func differentHorizonsAreComparedWhereBothHaveThem() throws {
        let pairs = PairedSeries.pair([series("a", error: 1)], [series("a", error: 1, horizon: 8)])
        let bootstrap = PairedBootstrap(pairs)
        #expect(bootstrap.difference(at: 1) != nil && bootstrap.difference(at: 6) == nil)
        #expect(bootstrap.difference(at: nil) == nil)
        let same = PairedSeries.pair([series("b", error: 1)], [series("b", error: 1)])
        #expect(PairedBootstrap(same).difference(at: nil) != nil)
        #expect(PairedBootstrap(pairs + same).difference(at: nil) == nil)
    }
}
