import Testing
import TimeSeries

@testable import PostgresConnector

@Suite struct KnownMonthsTests {
    @Test(arguments: [
        ("1960-02-01T00:00:00Z", "1960-02-01"), ("1960-01-31T23:59:59.999999Z", "1960-01-01"),
        ("1969-12-31T23:59:59.999Z", "1969-12-01"), ("1970-01-01T00:00:00Z", "1970-01-01"),
        ("2026-03-31T12:00:00Z", "2026-03-01"),
    ])
    func aTimeIsInItsMonth(time: String, month: String) throws {
        #expect(KnownMonths.months([try #require(Timestamp(rfc3339: time))]) == [month])
    }
}
