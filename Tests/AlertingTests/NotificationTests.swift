import AlertTesting
import Testing

@testable import Alerting

/// What receivers read: names that stay, and words for people.
@Suite struct NotificationTests {
    @Test func theJSONHasEverything() {
        let expected = """
            {"idempotency_key":"fp-cell-7-0","pipeline":"ran-kpis","policy":"noc","fingerprint":"fp-cell-7",\
            "state":"firing","severity":"critical","opened":"2026-01-31T12:00:00.000Z",\
            "at":"2026-01-31T12:00:00.000Z","resolved":null,"model":"load","key":"cell-7","metric":"dl_mbps",\
            "labels":{"cell_id":"cell-7"},"kind":"dip","value":3.25,"expected":85.1,"lower":70.25,"upper":99.0,\
            "score":4.2,"return_period_seconds":2937600.0,"observations":3,"recent":[84.5,86.0,3.25],\
            "sentence":"3.25 where 85.1 was \\"expected\\"","sql":"select 1\\nfrom x","member_count":0,"members":[]}
            """
        #expect(String(decoding: Sample.notification().json, as: UTF8.self) == expected)
    }

    @Test func theJSONOfAStormAndOfAnAbsence() {
        var storm = Sample.notification("", .resolved)
        storm.value = .nan
        storm.expected = .infinity
        storm.memberCount = 312
        storm.members = [.init(key: "a\u{1}", metric: "m", score: 5, sentence: "s\\")]
        let text = String(decoding: storm.json, as: UTF8.self)
        #expect(text.contains("\"value\":null,\"expected\":null,"))
        #expect(text.contains("\"resolved\":\"2026-01-31T12:35:00.000Z\""))
        #expect(
            text.hasSuffix(
                #","member_count":312,"members":[{"key":"a\u0001","metric":"m","score":5.0,"sentence":"s\\"}]}"#))
    }

    @Test(arguments: [
        (34 * 86_400.0, "once in 34 days"), (.infinity, "less than once in 10 years"), (.nan, ""), (0, ""),
    ])
    func rarities(seconds: Double, words: String) {
        var notification = Sample.notification()
        notification.returnPeriodSeconds = seconds
        #expect(notification.rarity == words)
    }

    @Test func wordsForPeople() {
        var notification = Sample.notification("cell-7", .resolved)
        #expect(notification.subject == "dl_mbps of cell-7")
        #expect(notification.expectation == "85.1 (70.25 to 99)")
        notification.memberCount = 312
        notification.labels = [.init(name: "region", value: "north")]
        #expect(notification.subject == "312 incidents of noc (region north)")
    }
}
