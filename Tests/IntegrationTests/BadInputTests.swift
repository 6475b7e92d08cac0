import Foundation
import Testing

/// Whatever stands in a topic is forecast, or counted with a reason and kept.
@Suite(.enabled(if: Services.available != nil, Comment(rawValue: Services.reason)))
struct BadInputTests {
    private static let records: [(record: String, reason: String)] = [
        (#"{"cell":"a","ts":1700000000000,"load":1"#, "malformed"), ("nonsense", "malformed"),
        ("[1,2]", "not_an_object"), (#"{"cell":"a","ts":1700000000000}"#, "missing_field"),
        (#"{"cell":"a","ts":1700000000000,"load":"1"}"#, "wrong_type"),
        (#"{"cell":"a","ts":1700000000000,"load":NaN}"#, "malformed"),
        (#"{"cell":"a","ts":1700000000000,"load":1e40}"#, "value_out_of_range"),
        (#"{"cell":"a","load":1}"#, "time_missing"), (#"{"cell":"a","ts":"noon","load":1}"#, "time_invalid"),
        (#"{"cell":"a","ts":99999999999999999,"load":1}"#, "time_out_of_range"),
        (#"{"cell":"a","ts":4100000000000,"load":1}"#, "time_in_future"),
        (#"{"ts":1700000000000,"load":1}"#, "key_missing"),
        (#"{"cell":["a"],"ts":1700000000000,"load":1}"#, "key_not_text"),
        (#"{"cell":"a\u0000b","ts":1700000000000,"load":1}"#, "key_not_text"),
        (#"{"cell":"\#(String(repeating: "k", count: 10_240))","ts":1700000000000,"load":1}"#, "key_too_long"),
    ]

    @Test(.timeLimit(.minutes(1))) func isCountedAndKept() throws {
        let services = try #require(Services.available)
        let sandbox = try Sandbox(services)
        try sandbox.migrate()
        var lines = Self.records.map { "k\t\($0.record)" }
        // With -Z an empty value is a tombstone.
        lines.append("gone\t")
        let quoted = #"{"cell":"it's \"quoted\" \\ ü","ts":1700000000000,"load":1}"#
        lines += ["k\t\(quoted)", "k\t\(quoted)", "k\t" + quoted.replacing("1700000000000", with: "1600000000000")]
        try sandbox.produce(lines, partitions: 1)
        let output = try sandbox.start(try sandbox.pipeline(), "--until-caught-up", "--format", "json").finish()
        #expect(output.status == 0, "\(output.standardError)")
        #expect(try Summary(output.standardError).isBalanced)
        let kept = try sandbox.ask("select \"offset\", reason from millrace.dead_letter order by \"offset\"")
        // Offset 0 is the record that made the topic.
        var expected = ["0|key_missing"] + Self.records.enumerated().map { "\($0 + 1)|\($1.reason)" }
        let next = Self.records.count + 1
        expected += ["\(next)|tombstone", "\(next + 2)|duplicate", "\(next + 3)|late"]
        #expect(kept == expected.joined(separator: "\n") + "\n")
        #expect(try sandbox.ask("select key from millrace.series") == "it's \"quoted\" \\ ü\n")
        let payload = try sandbox.ask(
            "select convert_from(payload, 'UTF8') from millrace.dead_letter where \"offset\" = 2")
        #expect(payload == "nonsense\n")
    }
}
