import AlertTesting
import Alerting
import Foundation
import PipelineSpec
import Testing

@testable import HTTPConnector

/// Messages for chat, to the letter.
@Suite struct SlackTests {
    private func text(_ notification: Alerting.Notification) -> String {
        String(decoding: SlackMessage(of: notification).json, as: UTF8.self)
    }

    @Test func firing() {
        let expected = """
            {"text":"CRITICAL: dl_mbps of cell-7 (ran-kpis)","mrkdwn":false,"attachments":[{"color":"#d92d20",\
            "fallback":"3.25 where 85.1 was \\"expected\\"","text":"3.25 where 85.1 was \\"expected\\"","fields":[\
            {"title":"Since","value":"2026-01-31 12:00 UTC","short":true},\
            {"title":"Unusual","value":"once in 34 days","short":true},\
            {"title":"Value","value":"3.25","short":true},\
            {"title":"Expected","value":"85.1 (70.25 to 99)","short":true},\
            {"title":"Last values","value":"84.5 86 3.25","short":false},\
            {"title":"Look further","value":"```select 1\\nfrom x```","short":false}],\
            "footer":"noc · fp-cell-7","mrkdwn_in":["fields"]}]}
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

    /// Whatever a key is, it is one line, calls nobody, hides nothing and is not markup.
    @Test(
        arguments: [
            "<!channel>", "@here", "@everyone and *all*", "<https://evil|here>", "a\nb\u{2028}c",
            "\u{202E}DEVLOSER\u{202C}",
            "```@channel", "\u{1B}[2J", "&lt;!here&gt;",
        ])
    func whatSomebodySentIsShownAndDoesNothing(key: String) throws {
        var notification = Sample.notification(key)
        notification.sentence = "load of \(key) fell"
        notification.sql = "select '\(key)'"
        notification.fingerprint = "fp"
        let document = try JSONSerialization.jsonObject(with: Data(SlackMessage(of: notification).json))
        let message = try #require(document as? [String: Any])
        let attachment = try #require((message["attachments"] as? [[String: Any]])?.first)
        let fields = try #require(attachment["fields"] as? [[String: Any]]).compactMap { $0["value"] as? String }
        let headline = try #require(message["text"] as? String)
        let texts = [headline] + ["fallback", "text", "footer"].compactMap { attachment[$0] as? String }
        #expect(texts.count == 4 && headline.hasPrefix("CRITICAL: dl_mbps of ") && headline.hasSuffix(" (ran-kpis)"))
        let code = fields.filter { $0.hasPrefix("```") }
        #expect(code.allSatisfy { $0.components(separatedBy: "```").count == 3 })
        #expect(code.isEmpty == key.contains("```"))
        for text in texts {
            #expect(text.wholeMatch(of: /[^<>\p{Cc}\u{2028}\u{202C}\u{202E}]*/) != nil, "\(text.debugDescription)")
            #expect(text.matches(of: /@[a-z]/).isEmpty)
        }
        #expect((code + texts).allSatisfy { !$0.contains("<") && !$0.contains(">") })
        #expect(message["mrkdwn"] as? Bool == false && attachment["mrkdwn_in"] as? [String] == ["fields"])
    }

    @Test func longKeysLeaveAMessageThatIsNotTooLong() {
        let text = text(Sample.notification(String(repeating: "<&>", count: 2_000)))
        #expect(text.utf8.count < 10_000 && text.contains(/&(lt|gt|amp);…"/) && !text.contains(/&[a-z]*…/))
    }

    @Test func itIsWhatAChatIsSent() throws {
        let server = try TestServer()
        var spec = WebhookSinkSpec(url: Secret(server.url))
        spec.payload = .slack
        try WebhookReceiver(name: "chat", spec: spec).deliver(Sample.notification(), shouldGiveUp: { false })
        #expect(server.requests.map(\.body) == [text(Sample.notification())])
    }
}
