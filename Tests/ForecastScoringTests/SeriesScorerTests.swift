import ForecastScoring
import Foundation
import Testing
import TimeSeries

/// Numbers worked out by hand.
@Suite struct SeriesScorerTests {
    private func expect(
        _ number: Double?, _ expected: Double, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(number.map { abs($0 - expected) < 1e-6 } ?? false, "\(number as Any)", sourceLocation: sourceLocation)
    }

    @Test func errorsOfAShortSeries() {
        let feed = Feed(horizon: 2, levels: [80])
        feed.observe(0, 10, means: [12, 13], bounds: [([10, 10], [14, 16])])
        feed.observe(1, 13, means: [13, 15], bounds: [([12, 14.5], [13.5, 15])])
        feed.observe(2, 11, means: [11, 11], bounds: [([11, 11], [11, 11])])
        let scores = feed.scores
        // Horizon 1: 13 was forecast as 12, 11 as 13. Horizon 2: 11 as 13.
        let (one, two) = (scores.horizons[0], scores.horizons[1])
        #expect(one.count == 2 && two.count == 1 && scores.origins == 3)
        expect(one.mae, 1.5)
        expect(one.rmse, (2.5).squareRoot())
        expect(two.mae, 2)
        // Persistence: |13 − 10| and |11 − 13|; then |11 − 10|.
        expect(one.persistenceMAE, 2.5)
        expect(one.ratioToPersistence, 0.6)
        expect(two.ratioToPersistence, 2)
        // One-step differences: 3 and 2.
        expect(scores.scale, 2.5)
        expect(scores.mase(at: 1), 0.6)
        expect(scores.mase(at: nil), (5.0 / 3) / 2.5)
        // The mean of the past: 10, then 10 + 3(1 − e^−¼).
        let second = 10 + 3 * (1 - exp(-0.25))
        expect(one.ratioToEWMA, 3 / (3 + abs(11 - second)))
        // 13 in [10, 14], 11 not in [12, 13.5]; 11 in [10, 16].
        expect(one.coverage(0), 0.5)
        expect(two.coverage(0), 1)
        expect(one.width(0), (4 + 1.5) / 2)
        expect(one.relativeWidth(0), 2.75 / 2.5)
        // Quantiles 0.1 and 0.9: (0.1·3 + 0.1·1)/2 and (0.9·1 + 0.1·2.5)/2.
        expect(one.pinball(0), (0.2 + 0.575) / 2)
    }

    @Test func boundsBelongToTheInterval() {
        let feed = Feed(horizon: 1, levels: [80, 95])
        feed.observe(0, 5, means: [5], bounds: [([5], [6]), ([4], [5])])
        feed.observe(1, 5)
        expect(feed.scores.horizons[0].coverage(0), 1)
        expect(feed.scores.horizons[0].coverage(1), 1)
    }

    @Test func targetsBetweenObservationsAreInterpolated() {
        let feed = Feed(horizon: 3)
        feed.observe(0, 0, means: [0, 0, 0])
        // Minutes 1 and 2 lie between 0.5 and 2.5: the values are 2 and 6; minute 3 is not there yet.
        feed.observe(0.5, 0)
        feed.observe(2.5, 8)
        expect(feed.scores.horizons[0].mae, 2)
        expect(feed.scores.horizons[1].mae, 6)
        #expect(feed.scores.horizons[2].count == 0)
        feed.observe(3, 20)
        expect(feed.scores.horizons[2].mae, 20)
    }

    @Test func horizonsThatCountObservationsAreAboutTheNextOnesWheneverTheyCome() throws {
        let feed = Feed(horizon: 2, counting: .observations, levels: [50], drawnHorizon: 2)
        feed.observe(0, 10, means: [11, 12], bounds: [([10, 10], [12, 14])])
        feed.observe(0.25, 13, means: [13, 13], bounds: [([13, 12], [13, 14])])
        feed.observe(100, 20, means: [20, 20], bounds: [([20, 20], [20, 20])])
        let scores = feed.scores
        // Horizon 1: 13 was forecast as 11, 20 as 13. Horizon 2: 20 as 12.
        #expect(scores.horizons.map(\.count) == [2, 1] && scores.targetsInGaps == 0)
        expect(scores.horizons[0].mae, 4.5)
        expect(scores.horizons[1].mae, 8)
        expect(scores.horizons[0].persistenceMAE, 5)
        expect(scores.horizons[1].coverage(0), 0)
        // A band is drawn where the observation is that it was about.
        let recent = try #require(scores.recent)
        #expect(recent.bands.map(\.time) == [Timestamp(microseconds: 100 * Feed.minute)])
        #expect(recent.bands.map(\.mean) == [12])
    }

    @Test func pipelinesThatCountDifferentlyAreNotPaired() {
        let sides = [HorizonCounting.time, .observations].map { counting in
            let feed = Feed(horizon: 1, counting: counting, keepsErrors: true)
            for minute in 0..<20 { feed.observe(Double(minute), Double(minute % 3), means: [1]) }
            return feed.scores
        }
        #expect(PairedSeries(sides[0], sides[0]) != nil && PairedSeries(sides[0], sides[1]) == nil)
    }

    @Test func targetsInAGapAreNotScoredAndExactHitsAlwaysAre() {
        let feed = Feed(horizon: 4)
        feed.observe(0, 1, means: [1, 1, 1, 1])
        feed.observe(3, 7)
        let scores = feed.scores
        #expect(scores.horizons.map(\.count) == [0, 0, 1, 0])
        #expect(scores.targetsInGaps == 2)
        expect(scores.horizons[2].mae, 6)
        // Exactly two steps are no gap.
        feed.observe(5, 9)
        expect(feed.scores.horizons[3].mae, 7)
    }

    @Test func seasonalNaiveRepeatsTheLastSeasonThatWasSeen() {
        let feed = Feed(horizon: 4, season: 3)
        for minute in 0..<6 { feed.observe(Double(minute), Double(minute * minute)) }
        // From minute 6 the targets 7, 8, 9, 10 have 4, 5, 6 and 7 − 3 = 4 before them.
        feed.observe(6, 36, means: [36, 36, 36, 36])
        for minute in 7...10 { feed.observe(Double(minute), Double(minute * minute)) }
        let scores = feed.scores
        #expect(scores.seasonSteps == 3)
        for (horizon, lag) in [(1, 3), (2, 3), (3, 3), (4, 6)] {
            let target = 6 + horizon
            let error = Double(target * target - 36)
            let naive = Double(target * target - (target - lag) * (target - lag))
            expect(scores.horizons[horizon - 1].ratioToSeasonal, error / naive)
        }
    }

    @Test func thereIsNoSeasonalNaiveWithoutAUsableSeason() {
        for season in [nil, 1, ScoringSettings.longestSeason + 1] as [Int64?] {
            let feed = Feed(horizon: 1, season: season)
            for minute in 0..<20 { feed.observe(Double(minute), Double(minute % 3), means: [1]) }
            #expect(feed.scores.seasonSteps == nil && feed.scores.horizons[0].ratioToSeasonal == nil)
            #expect(feed.scores.horizons[0].count == 19)
        }
    }

    @Test func theFirstForecastsAreSkipped() {
        let feed = Feed(horizon: 1, skip: 5)
        for minute in 0..<10 { feed.observe(Double(minute), minute < 5 ? 1_000 : 3, means: [3]) }
        let scores = feed.scores
        #expect(scores.forecasts == 10 && scores.origins == 5 && scores.horizons[0].count == 4)
        expect(scores.horizons[0].mae, 0)
        // The jump from 1,000 to 3 is before the scored part.
        expect(scores.scale, 0)
        #expect(scores.mase(at: 1) == nil && scores.horizons[0].ratioToPersistence == nil)
    }

    @Test func memoryIsBoundedWhenObservationsAreDenserThanSteps() {
        let feed = Feed(horizon: 3)
        for second in 0..<6_000 { feed.observe(Double(second) / 60, 1, means: [1, 1, 1]) }
        let scores = feed.scores
        #expect(scores.originsLeftOut > 0 && scores.origins + scores.originsLeftOut == 6_000)
        // Whatever was taken up is scored at every horizon.
        #expect(scores.horizons.allSatisfy { $0.count > scores.origins - 9 })
    }

    @Test func whatComesLaterChangesNoEarlierScore() throws {
        func run(_ count: Int, _ later: (Int) -> Double) -> SeriesScores {
            let feed = Feed(horizon: 6, levels: [80], season: 7, keepsErrors: true)
            for minute in 0..<count {
                let value = minute < 100 ? sin(Double(minute)) * 10 : later(minute)
                let means = (1...6).map { sin(Double(minute + $0)) * 9 }
                feed.observe(
                    Double(minute), value, means: means, bounds: [(means.map { $0 - 1 }, means.map { $0 + 1 })])
            }
            return feed.scores
        }
        let prefix = run(100) { _ in 0 }
        #expect(prefix.horizons[0].count == 99)
        for changed in [run(150) { _ in 1e9 }, run(150) { _ in -3 }, run(101) { Double($0) }] {
            let (left, right) = (try #require(prefix.trace), try #require(changed.trace))
            for place in 0..<100 {
                for column in left.horizons.indices {
                    if let error = left.error(of: place, column: column) {
                        #expect(right.error(of: place, column: column) == error)
                    }
                }
            }
        }
        #expect(run(100) { _ in 1 }.horizons == prefix.horizons)
    }

    @Test func theNewestObservationsAreKeptForDrawing() throws {
        let feed = Feed(horizon: 6, levels: [80], drawnHorizon: 2)
        for minute in 0..<1_000 {
            let means = (1...6).map { Double(minute + $0) }
            feed.observe(Double(minute), Double(minute), means: means, bounds: [(means, means)])
        }
        let recent = try #require(feed.scores.recent)
        #expect(recent.observations.count == ScoringSettings.recentObservations)
        #expect(recent.bands.map(\.time) == recent.observations.map(\.time))
        #expect(recent.bands.map(\.mean) == recent.observations.map(\.value))
        #expect(recent.newest.map(\.mean) == [1_000, 1_001, 1_002, 1_003, 1_004, 1_005])
    }
}
