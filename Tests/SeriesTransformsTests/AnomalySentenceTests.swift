import StreamRuntime
import Testing
import TimeSeries

@testable import SeriesTransforms

@Suite struct AnomalySentenceTests {
    private static let day = 86_400_000_000.0

    private func text(
        _ kind: AnomalyKind, value: Double = 3.0994, bounds: (Double, Double) = (41.02, 56.98), days: Double = 34,
        change: AnomalyRow.Change = .started, lasted minutes: Int64 = 0, asNews: Bool = false
    ) -> String {
        let start = Timestamp(microseconds: 1_767_225_600_000_000)
        let last = Timestamp(microseconds: start.microseconds + minutes * 60_000_000)
        let row = AnomalyRow(
            offset: 0, series: SeriesNumber(0), change: change, start: start, peak: last, last: last,
            end: change == .ended ? last : nil, observations: 1, value: value,
            expected: (bounds.0 + bounds.1) / 2, lower: bounds.0, upper: bounds.1, score: 4,
            returnPeriodMicroseconds: days * Self.day, kind: kind, severity: .warning, contributions: [], sentence: "")
        let identity = SeriesIdentity(key: "cell-17", metric: "dl_mbps", model: "load", labels: [])
        let sentence = AnomalySentence(identity, possible: (0, 100))
        return asNews ? sentence.news(row) : sentence.text(row)
    }

    /// One for each kind: a new kind has to be told in words too.
    private static let sentences: [AnomalyKind: String] = [
        .dip: "dl_mbps of cell-17 fell to 3.1 where 41 to 57 was expected; so low about once in 34 days in this series",
        .spike:
            "dl_mbps of cell-17 rose to 3.1 where 41 to 57 was expected; so high about once in 34 days in this series",
        .level:
            "dl_mbps of cell-17 is off its level, at 3.1 where 41 to 57 was expected; so unusual about once in 34 days in this series",
        .season:
            "dl_mbps of cell-17 is 3.1 where 41 to 57 is usual at this time; so unusual about once in 34 days in this series",
        .volatility:
            "dl_mbps of cell-17 moves unlike itself, 3.1 now where 41 to 57 was expected; so restless about once in 34 days in this series",
        .stuck:
            "dl_mbps of cell-17 has been stuck at 3.1 where 41 to 57 was expected; for so long about once in 34 days in this series",
        .absent: "dl_mbps of cell-17 has been silent for 12 minutes, since 2026-01-01 00:00 UTC",
        .range: "dl_mbps of cell-17 is 130, which cannot be: 100 is the most",
    ]

    @Test(arguments: AnomalyKind.allCases) func everyKindIsTold(kind: AnomalyKind) {
        let told = text(kind, value: kind == .range ? 130 : 3.0994, lasted: kind == .absent ? 12 : 0)
        #expect(told == Self.sentences[kind])
    }

    @Test func whatIsNotKnownIsNotTold() {
        #expect(text(.dip, bounds: (.nan, .nan), days: 0) == "dl_mbps of cell-17 fell to 3.1")
        #expect(
            text(.season, bounds: (.nan, .nan), days: 0) == "dl_mbps of cell-17 is 3.1, which is unusual at this time")
        #expect(text(.range, value: -5) == "dl_mbps of cell-17 is -5, which cannot be: 0 is the least")
    }

    @Test func whatIsWithinItsBoundsHasDrifted() {
        #expect(
            text(.level, value: 56, days: 0)
                == "dl_mbps of cell-17 has drifted off its level, to 56 where about 49 was expected")
    }

    @Test func nobodyIsToldOfCenturies() {
        #expect(text(.spike, days: 3_651).hasSuffix("so high about once in 10 years in this series"))
        #expect(text(.spike, days: 181_400).hasSuffix("so high less than once in 10 years in this series"))
    }

    private static let past: [AnomalyKind: String] = [
        .dip: "fell to 3.1 where 41 to 57 was expected", .spike: "rose to 3.1 where 41 to 57 was expected",
        .level: "was off its level, at 3.1 where 41 to 57 was expected",
        .season: "was 3.1 where 41 to 57 is usual at this time",
        .volatility: "moved unlike itself, 3.1 then where 41 to 57 was expected",
        .stuck: "was stuck at 3.1 where 41 to 57 was expected",
        .absent: "was silent after 2026-01-01 00:00 UTC", .range: "was 130, which cannot be: 100 is the most",
    ]

    /// Who was woken by it reads first that it is over.
    @Test(arguments: AnomalyKind.allCases) func theNewsOfItsEndBeginsWithIt(kind: AnomalyKind) {
        let told = text(
            kind, value: kind == .range ? 130 : 3.0994, days: 0, change: .ended, lasted: 90, asNews: true)
        #expect(told == "Over after 90 minutes: dl_mbps of cell-17 \(Self.past[kind] ?? "")")
        #expect(text(kind, asNews: true) == text(kind))
    }

    @Test func theEndSaysHowLongItWas() {
        #expect(text(.stuck, days: 0, change: .ended, lasted: 90).hasSuffix("; it is over, after 90 minutes"))
        #expect(text(.dip, days: 0, change: .ended).hasSuffix("was expected; it is over"))
        #expect(text(.absent, change: .ended, lasted: 300).hasSuffix("; it is over, after 5 hours"))
    }

    private static let numbers: [(Double, String)] = [
        (0, "0"), (3.0, "3"), (3.14159, "3.14"), (99.96, "100"), (123.4, "123"), (-0.01234, "-0.0123"),
        (56_789.4, "56,789"), (-138_797_000, "-138,797,000"), (9_999.4, "9999"), (9_999.6, "10,000"),
        (2.5e20, "2.5e+20"), (1e-7, "1e-07"), (0.5, "0.5"),
    ]

    @Test(arguments: numbers) func numbersAreRounded(value: Double, text: String) {
        #expect(AnomalySentence.number(value) == text)
    }
}
