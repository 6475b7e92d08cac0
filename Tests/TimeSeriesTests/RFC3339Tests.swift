import Testing

@testable import TimeSeries

@Suite struct RFC3339Tests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2026-01-31T12:00:00.250Z", 1_769_860_800_250_000),
        ("2026-01-31t13:00:00+01:00", 1_769_860_800_000_000),
        ("2026-01-31 11:30:00.000001-00:30", 1_769_860_800_000_001),
        ("1969-12-31T23:59:59.999999Z", -1), ("2000-02-29T00:00:00Z", 951_782_400_000_000),
        ("0001-01-01T00:00:00Z", -62_135_596_800_000_000), ("2016-12-31T23:59:60Z", 1_483_228_800_000_000),
        ("2026-01-31T12:00:00.1234567891Z", 1_769_860_800_123_456),
    ]) func reads(text: String, microseconds: Int64) {
        #expect(Timestamp(rfc3339: text)?.microseconds == microseconds)
    }

    @Test(arguments: [
        "", "2026", "2026-01-31", "2026-01-31T12:00:00", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z", "2026-01-31T24:00:00Z", "2026-01-31T12:60:00Z", "2026-01-31T12:00:61Z",
        "2026-01-31T12:00:00.Z", "2026-01-31T12:00:00+1:00", "2026-01-31T12:00:00Zx", "2026-1-31T12:00:00Z",
        "0000-01-01T00:00:00Z", "２０２６-01-31T12:00:00Z",
    ]) func refuses(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test func writesWhatItReads() {
        var moment: Int64 = -2_208_988_800_000_000
        while moment < 7_258_118_400_000_000 {
            let time = Timestamp(microseconds: moment)
            #expect(Timestamp(rfc3339: time.rfc3339) == time, "\(time.rfc3339)")
            moment += 86_399_999_999 * 37 + 1
        }
    }

    @Test func showsMillisecondsOrMicroseconds() {
        #expect(Timestamp(microseconds: 1_769_860_800_250_000).rfc3339 == "2026-01-31T12:00:00.250Z")
        #expect(Timestamp(microseconds: 1_769_860_800_250_001).rfc3339 == "2026-01-31T12:00:00.250001Z")
        #expect(Timestamp(microseconds: -1).rfc3339 == "1969-12-31T23:59:59.999999Z")
    }
}
