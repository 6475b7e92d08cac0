import AnomalyScoring
import Testing
import TimeSeries

/// Episodes of what needs no learning: when they begin, become worse, and are over.
@Suite struct EpisodeTests {
    private static let minute: Int64 = 60_000_000

    private func settings(
        _ severities: [(severity: Severity, returnPeriod: DetectorSettings.ReturnPeriod)] = [
            (.warning, .observations(3_000)), (.critical, .observations(1e6)),
        ]
    ) -> DetectorSettings {
        var settings = DetectorSettings(horizon: 3, severities: severities)
        settings.lowest = 0
        settings.highest = 100
        settings.absentAfterMicroseconds = 10 * Self.minute
        return settings
    }

    @Test func anEpisodeHasAStartAndIsOverAfterThreeQuietObservations() {
        let series = WatchedSeries(settings())
        #expect(series.see(50, at: 0).change == .none)
        let first = series.see(130, at: 1)
        #expect(first.change == .started && first.isAnomalous && first.score == 9 && first.evidence == 9)
        let second = series.see(140, at: 2)
        #expect(second.change == .none && second.isAnomalous && second.score == 0 && second.evidence == 9)
        #expect(series.see(50, at: 3).change == .none)
        #expect(series.see(150, at: 4).isAnomalous, "two quiet ones are not enough")
        let quiet = (5...7).map { series.see(50, at: $0) }
        #expect(quiet.map(\.change) == [.none, .none, .ended] && !quiet.contains { $0.isAnomalous })
        let episode = series.episode
        #expect(episode.start == Self.minute && episode.last == 4 * Self.minute && episode.observations == 3)
        #expect(episode.value == 130 && episode.kind == .range && episode.severity == .critical)
        #expect(series.detector.contributions(series.block).map(\.evidence) == ["range"])
        #expect(abs(episode.returnPeriodMicroseconds / 1e9 / Double(Self.minute) - 1) < 1e-3)
    }

    @Test func aRuleHoldsFromTheFirstObservationOn() {
        let series = WatchedSeries(settings([(.info, .microseconds(86_400_000_000))]))
        #expect(series.see(-1, at: 0).change == .started)
        #expect(series.episode.severity == .info && series.episode.returnPeriodMicroseconds == 0)
        #expect(series.see(-2, at: 1).isAnomalous)
    }

    @Test func aSilentSeriesIsAbsentUntilItsNextObservation() {
        let series = WatchedSeries(settings())
        #expect(series.absentFrom == nil, "nothing is known of it yet")
        _ = series.see(50, at: 0)
        _ = series.see(50, at: 5)
        #expect(series.absentFrom == 15)
        let absence = series.beSilent(until: 15)
        #expect(absence.change == .started && absence.isAnomalous)
        #expect(series.absentFrom == nil)
        let episode = series.episode
        #expect(episode.kind == .absent && episode.value.isNaN && episode.observations == 0)
        #expect(episode.start == 5 * Self.minute && episode.peak == 15 * Self.minute)
        let back = series.see(50, at: 40)
        #expect(series.endedSilence && back.change == .none && !back.isAnomalous && series.absentFrom == 50)
    }

    @Test func anAnomalousSeriesThatFallsSilentIsOneEpisode() {
        let series = WatchedSeries(settings())
        _ = series.see(50, at: 0)
        #expect(series.see(130, at: 1).change == .started)
        #expect(series.beSilent(until: 11).change == .worsened)
        #expect(series.episode.kind == .absent && series.episode.start == Self.minute)
    }

    /// An absence is over with the next observation, even one that is unusual: that is another episode.
    @Test func whatComesAfterASilenceIsAnEpisodeOfItsOwn() {
        let series = WatchedSeries(settings())
        _ = series.see(50, at: 0)
        _ = series.beSilent(until: 10)
        let odd = series.see(120, at: 20)
        #expect(series.endedSilence && odd.change == .started)
        #expect(series.episode.kind == .range && series.episode.start == 20 * Self.minute)
        #expect((21...23).map { series.see(50, at: $0).change } == [.none, .none, .ended])
    }

    @Test func aValueThatStaysForTooLongIsStuck() {
        var settings = settings([(.info, .observations(3_000)), (.critical, .observations(1e6))])
        settings.stuckAfterMicroseconds = 10 * Self.minute
        settings.stuckSeverity = .info
        let series = WatchedSeries(settings)
        let seen = (0...12).map { series.see(50, at: $0) }
        #expect(seen.firstIndex { $0.change == .started } == 10 && seen[11].isAnomalous && seen[12].isAnomalous)
        #expect(series.episode.kind == .stuck && series.episode.severity == .info && series.episode.since == 0)
        #expect((13...15).map { series.see(Double($0), at: $0).change } == [.none, .none, .ended])
    }

    @Test func whatIsTheSameAfterASilenceIsNotStuck() {
        var settings = settings()
        settings.stuckAfterMicroseconds = 10 * Self.minute
        let series = WatchedSeries(settings)
        for minute in [0, 1, 2, 30, 31] as [Int64] {
            #expect(series.see(50, at: minute).change == .none, "a gap at \(minute)")
        }
        _ = series.beSilent(until: 41)
        #expect(series.see(50, at: 42).change == .none && series.endedSilence)
    }

    /// Where others are ahead, silence counts from what was known when the series spoke.
    @Test func aSeriesThatCatchesUpIsNotAbsent() {
        let series = WatchedSeries(settings())
        _ = series.see(50, at: 0)
        _ = series.beSilent(until: 10)
        #expect(series.see(50, at: 1, now: 30).change == .none && series.endedSilence)
        #expect(series.absentFrom == 40)
    }

    @Test func whatIsExpectedIsNotReported() {
        let series = WatchedSeries(settings())
        _ = series.see(50, at: 0)
        series.detector.take(.expected, from: 5 * Self.minute, to: 20 * Self.minute, series.block)
        #expect(!series.detector.isShielded(series.block, at: 4 * Self.minute))
        #expect(series.detector.isShielded(series.block, at: 5 * Self.minute))
        let seen = series.see(500, at: 6)
        #expect(seen.change == .none && seen.score == 0 && seen.evidence == 0)
        #expect(series.absentFrom == nil || series.absentFrom == 20, "silence is expected too, until then")
        #expect(series.see(500, at: 21).change == .started)
    }

    @Test func manyShieldsFollowEachOther() {
        let series = WatchedSeries(settings())
        _ = series.see(50, at: 0)
        for start in [30, 20, 10] {
            series.detector.take(
                .expected, from: Int64(start) * Self.minute, to: Int64(start + 10) * Self.minute, series.block)
        }
        #expect(series.absentFrom == 40)
        series.detector.take(.expected, from: 35 * Self.minute, to: .max, series.block)
        #expect(series.absentFrom == nil)
    }

    @Test func aBlockIsTheSameBytesHoweverItCameAbout() {
        let (one, two) = (WatchedSeries(settings()), WatchedSeries(settings()))
        for series in [one, two] {
            for minute in 0..<40 { _ = series.see(minute % 9 == 4 ? 101 : 7, at: Int64(minute)) }
            _ = series.beSilent(until: 50)
        }
        #expect(one.bytes == two.bytes)
    }
}
