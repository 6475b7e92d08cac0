import Foundation
import Testing

/// Keys, labels and metrics that were made to break whoever shows or stores them, from a topic to every kind of receiver.
@Suite(.enabled(if: Services.available != nil, Comment(rawValue: Services.reason)))
struct HostileNamesTests {
    private static let keys = [
        #"a"b\c'd"#, "line\nbreak\ttab\r", "a;b,c=d$$e%s%L\\n", "\u{202E}reversed", "🗼🏴‍☠️ é\u{0301}",
        "<script>alert(1)</script>",
        "<!channel> @here *bold* `code` ```", "\u{1B}[2J\u{7}", "'; drop table millrace.alert; --",
        "${HOME} {{.}} \\u0000",
        String(repeating: "🗼", count: 250), String(repeating: "\u{1}", count: 1_000),
        String(repeating: "\"", count: 1_000),
    ]
    private static let metric = #"<!here> "x"\ @all"#
    private static let label = #"ce"ll<b>"#

    private static func record(_ key: String, minute: Int, load: Int) throws -> String {
        let object: [String: Any] = [label: key, "ts": 1_700_000_000 + minute * 60, metric: load]
        return String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
    }

    private func pipeline(_ sandbox: Sandbox, _ server: HookServer) throws -> String {
        func quoted(_ text: String) -> String { "'\(text)'" }
        let text = """
            apiVersion: millrace/v1
            pipeline: hostile
            sources:
              cells:
                type: file
                path: in.jsonl
                key: [\(quoted(Self.label))]
                time: {field: ts, unit: s}
                values: [\(quoted(Self.metric))]
            models:
              load:
                inputs: [all]
                forecaster: {type: liquid, step: 1m, horizon: 3}
                detect: {range: [0, 100], return_period: 3650d}
            alerts:
              noc: {models: [load], for: 1, resolve_after: 5m, to: [hook, chat, topic]}
            sinks:
              pg: {type: postgres}
              hook: {type: webhook, url: '\(server.url)/json', max_per_minute: 6000}
              chat: {type: webhook, url: '\(server.url)/slack', payload: slack, max_per_minute: 6000}
              topic: {type: kafka, topic: \(sandbox.topic), max_per_minute: 6000}
            state: {store: none}
            """
        return try sandbox.folder.write(text, to: "hostile.yaml")
    }

    @Test(.timeLimit(.minutes(1))) func everyReceiverHasTheKeyAsItWasSent() throws {
        let sandbox = try Sandbox()
        try sandbox.produce([], partitions: 2)
        let server = try HookServer(log: sandbox.folder.appendingPathComponent("requests"))
        let lines = try (0..<20).flatMap { minute in
            try Self.keys.map { try Self.record($0, minute: minute, load: minute == 10 ? 400 : 50) }
        }
        try sandbox.folder.write(lines.joined(separator: "\n"), to: "in.jsonl")
        try sandbox.migrate()
        // A session that listens; psql prints what it is told after each statement.
        let listener = try Shell.start(
            Shell.find("psql"), [sandbox.database, "-XAtq"],
            input: "listen millrace_alerts;\n\\echo ready\n"
                + String(repeating: "select from pg_sleep(0.05);\n", count: 2_000))
        defer { listener.kill() }
        try sandbox.wait("the listener") { listener.standardOutput.contains("ready") }
        let run = try sandbox.start(try pipeline(sandbox, server), "--format", "human").finish()
        #expect(run.status == 0, "\(run.standardError)")
        let wanted = Dictionary(uniqueKeysWithValues: Self.keys.map { ($0, ["firing", "resolved"]) })
        let posts = try server.posts("/json").map(\.told)
        #expect(states(posts, "state") == wanted)
        #expect(posts.allSatisfy { ($0["labels"] as? [String: String]) == [Self.label: $0["key"] as? String ?? ""] })
        let records = try objects(
            try Shell.run(
                Shell.find("kcat"),
                ["-C", "-q", "-e", "-o", "beginning", "-b", sandbox.brokers, "-t", sandbox.topic, "-f", "%s\\n"]
            ).standardOutput)
        #expect(states(records, "state") == wanted)
        #expect(posts.allSatisfy { $0["metric"] as? String == Self.metric })
        // The query that comes with it finds this series, and nothing else happens.
        for post in posts {
            #expect(try !sandbox.ask(try #require(post["sql"] as? String)).isEmpty)
        }
        let chat = try server.posts("/slack").map(\.told)
        #expect(chat.count == 2 * Self.keys.count)
        #expect(chat.allSatisfy { ($0["text"] as? String)?.contains(/<|>|\n|@[a-z]/) == false })
        try sandbox.wait("the notices") {
            listener.standardOutput.components(separatedBy: "Asynchronous notification").count > 2 * Self.keys.count
        }
        let notices = try objects(
            listener.standardOutput.matches(of: /with payload "(\{.*\})" received/).map { String($0.1) }
                .joined(separator: "\n"))
        #expect(
            states(notices, "change")
                == Dictionary(
                    uniqueKeysWithValues: Self.keys.map {
                        (String(String.UnicodeScalarView($0.unicodeScalars.prefix(500))), ["firing", "resolved"])
                    }))
    }

    /// What was told of each key, in order.
    private func states(_ objects: [[String: Any]], _ name: String) -> [String: [String]] {
        Dictionary(grouping: objects) { $0["key"] as? String ?? "" }
            .mapValues { $0.map { $0[name] as? String ?? "" } }
    }

    /// The lines that are JSON objects of ours.
    private func objects(_ lines: String) throws -> [[String: Any]] {
        try lines.split(separator: "\n").filter { $0.hasPrefix("{") && $0.contains("fingerprint") }.map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
    }
}
