import Glibc
import Testing
import TimeSeries

@testable import AnomalyScoring

/// How rare what is seen is said to be, what it is called, and what is learned of it.
@Suite struct ScoringTests {
    private static let day = 288.0

    private static func wave(_ index: Int64) -> Double { 10 * sin(2 * .pi * Double(index) / day) }

    @Test func ordinaryNoiseIsQuietAndWhatIsFarIsNot() {
        let series = ForecastSeries(signal: Self.wave)
        let alarms = series.run(20_000).dropFirst(1_000).count { $0.change == .started }
        #expect(alarms < 20, "about one in three thousand: \(alarms)")
        let detection = series.next(add: 12)
        #expect(detection.change == .started && detection.score > 4 && detection.score == detection.evidence)
        #expect(series.episode.kind == .spike && series.episode.severity == .warning)
        #expect(abs(series.episode.returnPeriodMicroseconds / pow(10, detection.score) / 3e8 - 1) < 0.01)
        #expect(series.episode.value > series.episode.upper && series.episode.lower < series.episode.expected)
        #expect(series.detector.contributions(series.block).count >= 3)
    }

    /// Values on either side of a gap do not follow each other, however far they are apart.
    @Test func whoComesBackAfterAGapIsNotUnusual() {
        let series = ForecastSeries(signal: { 10 * Self.wave($0) })
        series.run(3_000)
        var alarms = 0
        for gap in 0..<100 {
            series.skip(Int64(30 + 37 * gap % 200))
            alarms += series.run(100).prefix(24).count { $0.change == .started }
        }
        #expect(alarms <= 3, "of 100 returns")
        #expect(series.next(add: 30).change == .started, "what is unusual by itself is")
    }

    @Test func scoresDoNotDependOnUnits() {
        func scores(_ transform: @escaping (Double) -> Double) -> [Detection] {
            let series = ForecastSeries(transform: transform, signal: Self.wave)
            return series.run(3_000) + [series.next(add: 9)] + series.run(300) + [series.next(add: -7)]
        }
        let plain = scores { $0 }
        for (name, transform) in [
            ("scale", { $0 * 1e-6 }), ("shift", { $0 + 4096 }), ("both", { $0 * 1e9 - 3e11 }),
        ] as [(String, (Double) -> Double)] {
            let other = scores(transform)
            let furthest = zip(plain, other).map { abs($0.evidence - $1.evidence) }.max() ?? 1
            #expect(furthest < 0.05, "\(name): \(furthest)")
            #expect(plain.map(\.change) == other.map(\.change), "\(name)")
        }
    }

    @Test func theSameAgainIsTheSameToTheByte() {
        let (first, second) = (ForecastSeries(signal: Self.wave), ForecastSeries(signal: Self.wave))
        let seen = (first.run(2_000), second.run(2_000))
        #expect(seen.0.map(\.score) == seen.1.map(\.score) && first.bytes == second.bytes)
    }

    @Test func whatIsSeenHasAName() {
        func kind(_ body: (ForecastSeries) -> [Detection]) -> AnomalyKind? {
            let series = ForecastSeries(signal: Self.wave)
            series.run(3_000)
            return body(series).contains { $0.change == .started } ? series.episode.kind : nil
        }
        #expect(kind { [$0.next(add: 12)] } == .spike)
        #expect(kind { [$0.next(add: -12)] } == .dip)
        #expect(kind { series in (0..<40).map { _ in series.next(noiseTimes: 2.5) } } == .volatility)
        #expect(kind { series in (0..<400).map { _ in series.next(value: 3.25) } } != nil)
        #expect(kind { series in (0..<60).map { _ in series.next(add: 2) } } == .level)
    }

    /// A constant stretch of a signal that forecasts cannot tell from it.
    @Test func aSignalThatStopsMovingIsStuck() {
        let series = ForecastSeries(deviation: 1)
        series.run(3_000)
        let seen = (0..<40).map { _ in series.next(value: 0.125) }
        let started = seen.firstIndex { $0.change == .started }
        #expect(started.map { (8..<30).contains($0) } == true && series.episode.kind == .stuck)
    }

    @Test func whatNobodyCaresAboutIsNotTold() {
        func starts(_ change: (inout DetectorSettings) -> Void, add extra: Double) -> Bool {
            let series = ForecastSeries(ForecastSeries.settings(change), signal: { 100 + Self.wave($0) })
            series.run(2_000)
            return series.next(add: extra).change == .started
        }
        #expect(starts({ _ in }, add: 10) && starts({ _ in }, add: -10))
        #expect(starts({ $0.direction = .above }, add: 10) && !starts({ $0.direction = .above }, add: -10))
        #expect(!starts({ $0.direction = .below }, add: 10) && starts({ $0.direction = .below }, add: -10))
        #expect(!starts({ $0.leastDeviation = 15 }, add: 10) && starts({ $0.leastDeviation = 15 }, add: 25))
        #expect(!starts({ $0.leastRelativeDeviation = 0.2 }, add: 10))
        #expect(starts({ $0.leastRelativeDeviation = 0.2 }, add: 40))
    }

    @Test func anExtremeEpisodeDoesNotBecomeNormal() {
        let series = ForecastSeries(signal: Self.wave)
        series.run(5_000)
        let first = (0..<10).map { _ in series.next(add: 30) }
        #expect(first[0].change == .started)
        series.run(500)
        let again = (0..<10).map { _ in series.next(add: 30) }
        #expect(again[0].change == .started && again[0].score > 3.4, "\(again[0].score)")
    }

    @Test func anEpisodeIsOverSoonAfterTheSignalIsBack() {
        for (extra, length) in [(12.0, 2), (-40, 5), (300, 3), (9, 20)] {
            let series = ForecastSeries(signal: Self.wave)
            series.run(4_000)
            // Forecasts that are issued meanwhile follow what is seen, and so fail afterwards.
            let during = (0..<length).map { _ in series.next(add: extra, following: extra / 2) }
            let after = series.run(60)
            #expect(during[0].change == .started, "\(extra)")
            let end = after.firstIndex { $0.change == .ended }
            #expect(end.map { $0 < 25 } == true, "\(extra) for \(length): over after \(end ?? -1)")
        }
    }

    @Test func whatIsConfirmedLeavesNoTrace() {
        func second(_ verdict: UserVerdict?) -> Double {
            let series = ForecastSeries(signal: Self.wave)
            series.run(5_000)
            for _ in 0..<10 { series.next(add: 30) }
            if let verdict { series.detector.take(verdict, from: .min, to: .max, series.block) }
            series.run(600)
            return series.next(add: 30).score
        }
        #expect(second(.confirmed) > second(nil) + 0.3)
    }

    /// A silence has no observations, and a confirmation is of one episode.
    @Test func confirmingASilenceForgetsNothing() {
        func second(_ confirms: Bool) -> Double {
            let series = ForecastSeries(
                ForecastSeries.settings { $0.absentAfterMicroseconds = 2 * ForecastSeries.step }, signal: Self.wave)
            series.run(5_000)
            for _ in 0..<10 { series.next(add: 30) }
            series.run(500)
            let silence = series.detector.beSilent(series.block, until: (series.index + 5) * ForecastSeries.step)
            #expect(silence.change == .started && series.episode.kind == .absent)
            if confirms { series.detector.take(.confirmed, from: .min, to: .max, series.block) }
            series.run(300)
            return series.next(add: 30).score
        }
        #expect(second(true) == second(false))
    }

    @Test func aConfirmationIsOverWithItsEpisode() {
        func third(confirmsSecond: Bool) -> Double {
            let series = ForecastSeries(signal: Self.wave)
            series.run(5_000)
            series.next(add: 30)
            series.detector.take(.confirmed, from: .min, to: .max, series.block)
            // The first episode ends where something is expected.
            let now = series.index * ForecastSeries.step
            series.detector.take(.expected, from: now, to: now + 10 * ForecastSeries.step, series.block)
            series.run(300)
            series.next(add: 30)
            if confirmsSecond { series.detector.take(.confirmed, from: .min, to: .max, series.block) }
            series.run(600)
            return series.next(add: 30).score
        }
        #expect(third(confirmsSecond: false) < third(confirmsSecond: true) - 0.1)
    }

    @Test func noThresholdIsBelowOnceInAHundred() {
        let series = ForecastSeries(
            ForecastSeries.settings { $0.severities = [(.warning, .microseconds(ForecastSeries.step / 2))] })
        let seen = series.run(2_000)
        #expect(seen.count { $0.change == .started } < 60)
        #expect(!seen.contains { $0.change == .started && $0.score < 2 })
    }

    @Test func aLastingLevelBecomesNormalAfterAWhile() {
        func observationsUntilQuiet(_ adaptAfter: Int) -> Int {
            let series = ForecastSeries(ForecastSeries.settings { $0.adaptAfter = adaptAfter })
            series.run(5_000)
            let seen = (0..<4_000).map { index in series.next(add: 8, following: index < 30 ? 0 : 8) }
            return (seen.lastIndex { $0.isAnomalous } ?? 0) + 1
        }
        let (quick, slow) = (observationsUntilQuiet(100), observationsUntilQuiet(1_000))
        #expect(quick < slow && quick > 10 && slow < 4_000, "\(quick), \(slow)")
    }

    @Test func hostileSeriesStayFinite() {
        for signal in [
            { _ in 5 }, { $0 % 2 == 0 ? 1e30 : -1e30 }, { $0 % 700 == 0 ? 1e30 : 0 }, { pow(1.05, Double($0 % 1_400)) },
            { _ in 1e-300 }, { $0 < 1_000 ? 0 : 1e15 },
        ] as [(Int64) -> Double] {
            let series = ForecastSeries(deviation: 0, signal: signal)
            let seen = series.run(3_000)
            #expect(!seen.contains { !$0.score.isFinite || !$0.evidence.isFinite || $0.evidence < 0 })
        }
    }

    @Test func aConstantSeriesThatMovesIsSeen() {
        let series = ForecastSeries(deviation: 0, signal: { _ in 5 })
        #expect(!series.run(5_000).contains { $0.change == .started })
        #expect(series.next(value: 6).change == .started)
    }
}
