import Foundation
import Testing

/// A pipeline that runs, and receivers in every kind of trouble at once beside one that is well.
@Suite(.serialized, .enabled(if: Services.available != nil, Comment(rawValue: Services.reason)))
struct ReceiverTroubleTests {
    /// What each receiver's path is, by its name.
    private func troubles(elsewhere: HookServer) -> [String: String] {
        var paths = [
            "hangs": "/hang", "fails": "/status/500?retry=1&x=T0SECRET", "busy": "/status/429?retry=1&x=T0SECRET",
            "away": "/status/503?x=T0SECRET",
        ]
        for status in [301, 302, 307, 308] {
            paths["moved\(status)"] =
                "/redirect?status=\(status)&x=T0SECRET&to=http://localhost:\(elsewhere.port)/landed"
        }
        return paths
    }

    private func sinks(_ paths: [String: String], _ server: HookServer) -> String {
        paths.sorted { $0.key < $1.key }.map { name, path in
            """
              \(name):
                type: webhook
                url: '\(server.url)\(path)'
                headers: {Authorization: Bearer swordfish}
                timeout: 500ms
                max_per_minute: 6000
            """
        }.joined(separator: "\n")
    }

    @Test(.timeLimit(.minutes(2))) func whoIsInTroubleDelaysNobodyAndMissesNothing() throws {
        let sandbox = try Sandbox()
        let server = try HookServer(log: sandbox.folder.appendingPathComponent("requests"))
        let elsewhere = try HookServer(log: sandbox.folder.appendingPathComponent("elsewhere"))
        let troubles = troubles(elsewhere: elsewhere)
        let names = ["good"] + troubles.keys.sorted()
        var bursts = CellBursts()
        bursts.policy =
            "noc: {models: [load], for: 1, resolve_after: 10m, to: [\(names.joined(separator: ", "))]}"
        // The first incident still fires when it is tried first.
        let (early, all) = (bursts.lines(0..<63), bursts.lines(0..<400))
        try sandbox.produce(early, partitions: 2)
        try sandbox.migrate()
        let run = try sandbox.start(
            try bursts.pipeline(sandbox, sinks: sinks(troubles.merging(["good": "/good"]) { $1 }, server)))
        // The stream goes on, and the healthy one is told, while the others have been tried and have taken nothing.
        try sandbox.wait("an attempt with each") {
            try sandbox.ask("select count(distinct receiver) from millrace.delivery where attempts > 0")
                == "\(names.count)\n"
        }
        try sandbox.append(Array(all.dropFirst(early.count)))
        try sandbox.wait(
            "the stream's end", untilAnswered: "sum(next_offset) = \(all.count + 1) from millrace.progress")
        try sandbox.wait("what the healthy one is told", untilAnswered: Self.isTold("receiver = 'good'"))
        #expect(
            try sandbox.ask("select count(*) from millrace.delivery where receiver <> 'good' and state <> 'waiting'")
                == "0\n")
        // Each is tried with its first alone: the others wait behind it.
        #expect(
            try sandbox.ask(
                "select count(*) from millrace.delivery where receiver <> 'good' and attempts > 0")
                == "\(troubles.count)\n")
        let sick = try server.posts()
        try server.heal()
        try sandbox.wait("the others' share", untilAnswered: Self.isTold("true"))
        run.terminate()
        let output = try run.finish()
        #expect(output.status == 0, "\(output.standardError)")
        try expectEverything(sandbox, server, names: names, troubles: troubles)
        // Nobody has followed a redirect, and what was tried is told again under the same key.
        #expect(try elsewhere.requests().isEmpty)
        for (name, path) in troubles {
            let tried = Set(sick.filter { $0.path == path }.map(\.key))
            #expect(tried.count == 1, "\(name): \(tried)")
        }
        let errors = try sandbox.ask("select string_agg(last_error, ' ') from millrace.delivery")
        #expect(errors.contains("answers 301, a redirect to http://localhost:\(elsewhere.port)"), "\(errors)")
        for text in [errors, output.standardError] {
            #expect(!text.contains("SECRET") && !text.contains("swordfish") && !text.contains("landed"), "\(text)")
        }
    }

    /// Whether everything has been delivered to those receivers.
    private static func isTold(_ receivers: String) -> String {
        """
        count(*) > 0 and bool_and(state = 'delivered')
            and not exists (select from millrace.alert_event where outcome is null)
        from millrace.delivery where \(receivers)
        """
    }

    /// Each was told everything, in order for each fingerprint, always the same under the same key.
    private func expectEverything(
        _ sandbox: Sandbox, _ server: HookServer, names: [String], troubles: [String: String]
    ) throws {
        let wanted = try sandbox.keysToTell()
        #expect(wanted.count == 6 && wanted.values.allSatisfy { $0.count >= 10 }, "\(wanted)")
        let posts = try server.posts()
        #expect(posts.areSameUnderEachKey)
        #expect(posts.allSatisfy { $0.headers["authorization"] == "Bearer swordfish" })
        for name in names {
            let told = posts.filter { $0.path == troubles[name] ?? "/good" }
            #expect(told.firstKeys == wanted, "\(name)")
            // Once it is well, nothing is told twice.
            #expect(name != "good" || told.count == wanted.values.map(\.count).reduce(0, +))
        }
    }
}
