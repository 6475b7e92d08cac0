import Testing

@testable import millrace_evaluate

/// Scores of alarms, on numbers that the benchmark's own arithmetic gave.
@Suite struct AnomalyScoresTests {
    private static let minute: Int64 = 60_000_000

    private static func timeline(
        _ scores: [Int: Double], windows: [ClosedRange<Int64>] = [], points: Set<Int64>? = nil
    ) -> ScoredTimeline {
        ScoredTimeline(
            times: (0..<200).map { $0 * minute }, scores: (0..<200).map { scores[$0] ?? 0 },
            windows: windows.map { $0.lowerBound * minute...$0.upperBound * minute },
            points: points.map { Set($0.map { $0 * minute }) })
    }

    /// Two windows in one series, none in the other; alarms before, in and behind them, and two that come too early to count.
    private static let timelines = [
        timeline(
            [10: 9, 20: 8, 45: 5, 62: 3, 66: 6, 85: 4, 100: 2, 152: 1, 158: 7, 190: 6.5],
            windows: [60...79, 150...159]),
        timeline([31: 2.5, 70: 1.5, 160: 6, 161: 0.5]),
    ]

    @Test func thresholdsAreScoredAsTheBenchmarkDoes() {
        let sweep = ThresholdSweep(Self.timelines)
        let standard = sweep.best(.standard)
        #expect(abs(standard.normalised - 80.92205548758228) < 1e-9)
        #expect(standard.threshold == 1 && standard.detected == 2 && standard.falseAlarms == 7)
        let few = sweep.best(.fewFalse)
        #expect(abs(few.normalised - 74.56335789950923) < 1e-9 && few.threshold == 6 && few.falseAlarms == 2)
        #expect(abs(sweep.best(.fewMissed).normalised - 87.28137032505487) < 1e-9)
        let fixed = sweep.at(3, .standard)
        #expect(abs(fixed.normalised - 76.43224891454359) < 1e-9 && fixed.detected == 2 && fixed.falseAlarms == 4)
        #expect(abs(sweep.bestF1.f1 - 2.0 / 3) < 1e-9 && sweep.bestF1.threshold == 7)
    }

    @Test func silenceScoresNothing() {
        let sweep = ThresholdSweep([Self.timeline([:], windows: [60...79]), Self.timeline([100: 1])])
        let best = sweep.best(.standard)
        #expect(best.normalised == 0 && best.detected == 0 && best.falseAlarms == 0 && best.windows == 1)
        #expect(sweep.at(2, .standard).normalised == 0)
    }

    @Test func averagePrecisionIsTheMeanAtEachLabel() {
        // By score: right, wrong, right and wrong at once, and one right that is never found before all others.
        let timeline = Self.timeline([40: 4, 50: 3, 60: 2, 70: 2], points: [40, 60, 80])
        let last = 3.0 / 170
        #expect(abs(ThresholdSweep.averagePrecision([timeline]) - (1 + 2.0 / 4 + last) / 3) < 1e-9)
    }

    @Test func aRefractoryPassesOnWhatIsClearlyMore() {
        var refractory = Refractory()
        let passed = [2, 2.1, 2.3, 1, 0].map { refractory.pass($0) }
        #expect(passed == [2, 0, 2.3, 0, 0])
        for _ in 0..<400 { #expect(refractory.pass(0) == 0) }
        #expect(refractory.pass(1) == 1)
    }

    @Test func noiseIsTheSameEachTimeAndOfItsLaw() {
        for law in NoiseLaw.allCases {
            let series = law.series(3, count: 20_000)
            #expect(series.values == law.series(3, count: 20_000).values)
            #expect(series.values != law.series(4, count: 20_000).values)
            #expect(!series.values.contains { !$0.isFinite })
        }
        func mean(_ law: NoiseLaw, _ of: @Sendable (Double) -> Double) -> Double {
            Means.arithmetic(law.series(0, count: 100_000).values.map { of($0) })
        }
        #expect(abs(mean(.gaussian) { $0 * $0 } - 1) < 0.02)
        #expect(abs(mean(.poisson) { $0 } - 0.3) < 0.01)
        #expect(abs(mean(.negativeBinomial) { $0 } - 20) < 0.2)
        #expect(abs(mean(.cauchy) { abs($0) < 1 ? 1 : 0 } - 0.5) < 0.01)
        #expect(abs(mean(.ar9) { $0 * $0 } - 1 / 0.19) < 0.3)
    }

    @Test func baselinesWaitAndThenSeeWhatIsFar() {
        var series = RecordedSeries(key: "k")
        for index in 0..<1_000 {
            series.append(Double(index % 5), at: Int64(index) * 5 * Self.minute)
        }
        series.values[700] = 100
        let scores = Baseline.ewma.scores(of: series)
        #expect(!scores[0...30].contains { $0 != 0 })
        #expect(scores.indices.max { scores[$0] < scores[$1] } == 700)
        let seasonal = Baseline.seasonal.scores(of: series)
        #expect(!seasonal[0..<288].contains { $0 != 0 })
    }
}
