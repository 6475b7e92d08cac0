import ForecastScoring
import Testing

@Suite struct AccuracyTests {
    /// A series that alternates between 0 and `size`; forecasts of 0 err by `error` half of the time.
    private func series(_ key: String, metric: String = "m", size: Double, error: Double, count: Int = 41)
        -> SeriesScores
    {
        let feed = Feed(horizon: 1, levels: [80], key: key, metric: metric)
        for minute in 0..<count {
            let next = minute % 2 == 0 ? size : 0
            feed.observe(
                Double(minute), size - next, means: [next + error],
                bounds: [([next - size], [next + (key == "a" ? size : -1)])])
        }
        return feed.scores
    }

    @Test func ratiosAreGeometricMeansAndCoverageIsArithmetic() throws {
        let all = [series("a", size: 10, error: 1), series("b", size: 1_000, error: 400)]
        let accuracy = AccuracyGroup.overall(all).accuracy(at: 1)
        #expect(accuracy.series == 2 && accuracy.targets == 80)
        // 0.1 and 0.4.
        #expect(abs(try #require(accuracy.ratioToPersistence) - 0.2) < 1e-6)
        #expect(abs(try #require(accuracy.mase) - 0.2) < 1e-6)
        #expect(accuracy.level(80)?.coverage == 0.5)
        #expect(abs(try #require(accuracy.mae) - 200.5) < 1e-4)
        // Widths: 20 by 10, and 999 by 1,000.
        #expect(abs(try #require(accuracy.level(80)?.width) - (2 * 0.999).squareRoot()) < 1e-6)
    }

    @Test func errorsOfDifferentMetricsAreNotAveraged() {
        let all = [series("a", metric: "x", size: 1, error: 1), series("a", metric: "y", size: 1, error: 1)]
        #expect(AccuracyGroup.overall(all).accuracy(at: nil).mae == nil)
        let groups = AccuracyGroup.byMetric(all)
        #expect(groups.map(\.metric) == ["x", "y"] && groups.allSatisfy { $0.accuracy(at: nil).mae != nil })
    }

    @Test func shortSeriesDoNotCount() {
        let all = [series("a", size: 10, error: 1), series("b", size: 10, error: 9, count: 10)]
        #expect(AccuracyGroup.overall(all).accuracy(at: 1).series == 1)
        #expect(AccuracyGroup.overall(all).accuracy(at: 1, minimum: 9).series == 2)
        #expect(AccuracyGroup.overall([]).accuracy(at: 1).mase == nil)
    }
}
