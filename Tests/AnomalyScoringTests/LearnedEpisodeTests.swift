import Testing
import TimeSeries

@testable import AnomalyScoring

/// Episodes of what was learned, whatever it is that says how rare an observation is.
@Suite struct LearnedEpisodeTests {
    private let series = WatchedSeries(
        DetectorSettings(
            horizon: 3,
            severities: [(.info, .observations(1_000)), (.warning, .microseconds(30 * 86_400_000_000))]))

    /// An observation a minute; thirty days are 43,200 of them.
    private func follow(
        _ scores: [(score: Double, evidence: Double)], _ other: WatchedSeries? = nil
    ) -> [Detection] {
        let series = other ?? series
        let header = series.detector.header(series.block)
        return scores.enumerated().map { index, seen in
            let time = (header.pointee.newestTime / 60_000_000 + 1) * 60_000_000
            series.detector.note(Double(index), at: time, now: time, after: .none, header)
            var rarity = Rarity()
            (rarity.score, rarity.evidence, rarity.staying, rarity.kind) = (
                seen.score, seen.evidence, seen.evidence, .dip
            )
            var episode = Episode()
            (episode.start, episode.peak, episode.last, episode.observations) = (time, time, time, 1)
            episode.value = Double(index)
            return series.detector.follow(rarity, episode, header)
        }
    }

    private func quiet(_ count: Int) -> [(score: Double, evidence: Double)] { Array(repeating: (0, 0.5), count: count) }

    @Test func severitiesAreRatesPerObservationAndPerTime() {
        _ = follow(quiet(100))
        #expect(follow([(2.99, 2.99)])[0].change == .none)
        #expect(follow([(3.01, 3.01)])[0].change == .started && series.episode.severity == .info)
        #expect(follow([(4.62, 4.62)])[0].change == .worsened && series.episode.severity == .info)
        #expect(follow([(4.64, 4.64)])[0].change == .worsened && series.episode.severity == .warning)
        // 10^4.64 minutes.
        #expect(abs(series.episode.returnPeriodMicroseconds / 6e7 / 43_651.6 - 1) < 1e-3)
    }

    @Test func anEpisodeGoesOnWhileItIsUnusualEnough() {
        _ = follow(quiet(100))
        let seen = follow([(3.5, 3.5), (0, 2.3), (0, 2.1), (0, 2.1), (0, 2.25), (0, 2.1), (0, 2.1), (0, 2.1), (0, 2.3)])
        #expect(seen.map(\.isAnomalous) == [true, true, false, false, true, false, false, false, false])
        #expect(seen.map(\.change) == [.started, .none, .none, .none, .none, .none, .none, .ended, .none])
        #expect(series.episode.observations == 3 && series.episode.value == 0 && series.episode.score == 3.5)
    }

    /// Where thresholds are high, their share says what is unusual enough; where they are low, what is ordinary ends it all the same.
    @Test(arguments: [(1e5, [5.1, 3.1, 2.9]), (1e2, [2.1, 2.05, 1.9])])
    func whatIsUnusualEnoughGoesByTheThreshold(returnPeriod: Double, evidence: [Double]) {
        let other = WatchedSeries(
            DetectorSettings(horizon: 3, severities: [(.warning, .observations(returnPeriod))]))
        _ = follow(quiet(100), other)
        let (rare, enough, quiet) = (evidence[0], evidence[1], evidence[2])
        let seen = follow([(rare, rare), (0, enough), (0, quiet), (0, quiet), (0, quiet)], other)
        #expect(seen.map(\.change) == [.started, .none, .none, .none, .ended])
    }

    @Test func itIsToldAgainWhenItIsTwiceAsRare() {
        _ = follow(quiet(100))
        let seen = follow([(3.1, 3.1), (3.3, 3.3), (3.39, 3.39), (3.41, 3.41), (3.2, 3.2)])
        #expect(seen.map(\.change) == [.started, .none, .none, .worsened, .none])
        #expect(series.episode.score == 3.41 && series.episode.value == 3, "the peak")
    }

    @Test func falseAlarmsRaiseTheThresholdOfTheirSeriesUpToAThousandTimes() {
        _ = follow(quiet(100))
        series.detector.take(.falseAlarm, from: 0, to: 0, series.block)
        #expect(follow([(3.29, 3.29)])[0].change == .none)
        #expect(follow([(3.31, 3.31)])[0].change == .started)
        for _ in 0..<100 { series.detector.take(.falseAlarm, from: 0, to: 0, series.block) }
        #expect(follow(quiet(3)).last?.change == .ended)
        #expect(follow([(5.99, 5.99)])[0].change == .none)
        #expect(follow([(6.01, 6.01)])[0].change == .started)
    }
}
