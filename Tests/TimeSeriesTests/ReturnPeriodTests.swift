import Testing

@testable import TimeSeries

@Suite struct ReturnPeriodTests {
    private static let day = 86_400.0

    @Test(arguments: [
        (0.25, "0.3 seconds"), (1, "1 second"), (90, "90 seconds"), (120, "2 minutes"), (3_600, "60 minutes"),
        (day, "24 hours"), (34 * day, "34 days"), (99 * day, "99 days"), (120 * day, "4 months"),
        (800 * day, "2 years"), (3e9, "95 years"),
    ])
    func spansAreRounded(seconds: Double, text: String) {
        #expect(SpanText.words(microseconds: seconds * 1e6) == text)
    }

    @Test(arguments: [
        (34 * day, "once in 34 days"), (2.6 * 365.25 * day, "once in 3 years"), (7_300, "once in 2 hours"),
        (3_651 * day, "once in 10 years"), (3_652 * day, "less than once in 10 years"),
        (.infinity, "less than once in 10 years"),
    ])
    func whatIsBeyondTenYearsIsNotTold(seconds: Double, words: String) {
        #expect(ReturnPeriod(of: seconds * 1e6)?.words == words)
    }

    @Test func whatIsNotKnownIsNone() {
        #expect(ReturnPeriod(of: .nan) == nil && ReturnPeriod(of: 0) == nil && ReturnPeriod(of: -1) == nil)
        #expect(ReturnPeriod(of: 1e30) == .longest)
    }
}
