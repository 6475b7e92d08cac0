import Alerting
import PipelineSpec
import Testing

@testable import HTTPConnector

/// Messages for chat, to the letter.
@Suite struct SlackTests {
    private func text(_ notification: Notification) -> String {
        String(decoding: SlackMessage(of: notification).json, as: UTF8.self)
    }

    @Test func firing() {
        let expected = """
            {"text":"CRITICAL: dl_mbps of cell-7 (ran-kpis)","attachments":[{"color":"#d92d20",\
            "fallback":"3.25 where 85.1 was \\"expected\\"","text":"3.25 where 85.1 was \\"expected\\"","fields":[\
            {"title":"Since","value":"2026-01-31 12:00 UTC","short":true},\
            {"title":"Unusual","value":"once in 34 days","short":true},\
            {"title":"Value","value":"3.25","short":true},\
            {"title":"Expected","value":"85.1 (70.25 to 99)","short":true},\
            {"title":"Last values","value":"84.5 86 3.25","short":false},\
            {"title":"Look further","value":"```select 1\\nfrom x```","short":false}],\
            "footer":"noc · fp-cell-7","mrkdwn_in":["text","fields"]}]}
            """
        #expect(text(Sample.notification()) == expected)
    }

    @Test func resolved() {
        let text = text(Sample.notification("a<b>&c", .resolved))
        #expect(text.hasPrefix(#"{"text":"RESOLVED: dl_mbps of a&lt;b&gt;&amp;c (ran-kpis)""#))
        #expect(text.contains(##""color":"#2eb886""##))
        #expect(text.contains(#"{"title":"Until","value":"2026-01-31 12:35 UTC","short":true}"#))
    }

    @Test func aStormIsOneMessageWithItsWorst() {
        var storm = Sample.notification("")
        storm.memberCount = 312
        storm.labels = [.init(name: "region", value: "north")]
        storm.sentence = "312 of 400 cells"
        storm.members = (0..<200).map {
            .init(key: "cell-\($0)", metric: "m", score: 5, sentence: "cell-\($0) fell to zero")
        }
        let text = text(storm)
        #expect(text.hasPrefix(#"{"text":"CRITICAL: 312 incidents of noc (region north) (ran-kpis)""#))
        #expect(text.contains(#""text":"312 of 400 cells\n• cell-0 fell to zero\n• cell-1 fell"#))
        #expect(!text.contains(#""title":"Value""#) && text.contains("…\""))
        #expect(text.utf8.count < 4_000)
    }

    @Test func itIsWhatAChatIsSent() throws {
        let server = try TestServer()
        var spec = WebhookSinkSpec(url: Secret(server.url))
        spec.payload = .slack
        try WebhookReceiver(name: "chat", spec: spec).deliver(Sample.notification(), shouldGiveUp: { false })
        #expect(server.requests.map(\.body) == [text(Sample.notification())])
    }
}
