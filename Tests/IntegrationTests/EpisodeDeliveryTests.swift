import Foundation
import Testing

/// What receivers hear of episodes, from the topic to the post: as the policy says, whatever happens to the process.
@Suite(.serialized, .enabled(if: Services.available != nil, Comment(rawValue: Services.reason)))
struct EpisodeDeliveryTests {
    private func station() throws -> (Sandbox, HookServer) {
        let sandbox = try Sandbox()
        return (sandbox, try HookServer(log: sandbox.folder.appendingPathComponent("requests")))
    }

    private func sink(_ name: String, _ url: String, perMinute: Int = 6_000) -> String {
        "  \(name): {type: webhook, url: '\(url)', max_per_minute: \(perMinute)}"
    }

    /// Runs over everything, and to the end.
    private func run(_ bursts: CellBursts, minutes: Int, _ sandbox: Sandbox, sinks: String) throws -> Shell.Output {
        try sandbox.produce(bursts.lines(0..<minutes), partitions: 1)
        try sandbox.migrate()
        let output = try sandbox.start(
            try bursts.pipeline(sandbox, sinks: sinks), "--until-caught-up", "--format", "human"
        ).finish()
        try #require(output.status == 0, "\(output.standardError)")
        return output
    }

    /// Minutes of the stream in which incidents of the cell were told to be firing.
    private func minutes(_ posts: [HookServer.Post], _ cell: String) -> [Int] {
        posts.filter { $0.told["key"] as? String == cell && $0.told["state"] as? String == "firing" }.compactMap {
            let text = $0.told["opened"] as? String ?? ""
            let date = try? Date(text, strategy: .iso8601.year().month().day().time(includingFractionalSeconds: true))
            return date.map { (Int($0.timeIntervalSince1970) - 1_700_000_000) / 60 }
        }
    }

    /// Bursts every half an hour, each over within ten minutes; one in five is told.
    @Test(.timeLimit(.minutes(1))) func aCooldownKeepsQuiet() throws {
        let (sandbox, server) = try station()
        let bursts = CellBursts(
            cells: 2, every: 30,
            policy: "noc: {models: [load], for: 1, resolve_after: 5m, cooldown: 2h, to: [good]}")
        _ = try run(bursts, minutes: 600, sandbox, sinks: sink("good", server.url))
        let posts = try server.posts()
        // 2 h after it was over, 9 minutes after it began.
        #expect(minutes(posts, "cell-0") == [60, 210, 360, 510])
        #expect(minutes(posts, "cell-1") == [83, 233, 383, 533])
        #expect(posts.count == 16)
    }

    /// Every other value is impossible, for hours: one incident, and none where two in a row are wanted.
    @Test(.timeLimit(.minutes(1))) func aSeriesThatFlapsIsOneAlert() throws {
        let (sandbox, server) = try station()
        let bursts = CellBursts(
            cells: 2, every: 2, length: 1,
            policy: """
                noc: {models: [load], for: 1, resolve_after: 10m, to: [good]}
                  strict: {models: [load], for: 2, resolve_after: 10m, to: [good]}
                """)
        _ = try run(bursts, minutes: 500, sandbox, sinks: sink("good", server.url))
        let posts = try server.posts()
        #expect(posts.map { $0.told["policy"] as? String } == ["noc", "noc"])
        #expect(posts.map { $0.told["state"] as? String } == ["firing", "firing"])
        #expect(try sandbox.ask("select string_agg(state, ' ') from millrace.alert") == "firing firing\n")
    }

    @Test(.timeLimit(.minutes(1))) func aReceiverIsSentNoMoreInAMinuteThanItWants() throws {
        let (sandbox, server) = try station()
        var bursts = CellBursts(cells: 6)
        bursts.policy = "noc: {models: [load], for: 1, resolve_after: 5m, to: [good, slow]}"
        let sinks = sink("good", server.url + "/good") + "\n" + sink("slow", server.url + "/slow", perMinute: 3)
        try sandbox.produce(bursts.lines(0..<120), partitions: 1)
        try sandbox.migrate()
        let run = try sandbox.start(try bursts.pipeline(sandbox, sinks: sinks), "--format", "human")
        // One of the six is not over by then.
        try sandbox.wait(
            "what each may have",
            untilAnswered: "count(*) = 11 + 3 from millrace.delivery where state = 'delivered'")
        run.terminate()
        let output = try run.finish()
        #expect(output.status == 0, "\(output.standardError)")
        #expect(
            output.standardError.contains("good 11 delivered; slow 3 delivered, 8 waiting"), "\(output.standardError)")
        // The first three, not any three.
        #expect(try server.posts("/slow").map(\.key) == Array(server.posts("/good").map(\.key).prefix(3)))
    }

    /// Killed while an incident fires, once with and once without its snapshots: what is told is what it would have been.
    @Test(.timeLimit(.minutes(1))) func aKillInTheMiddleOfAnEpisodeChangesNothing() throws {
        let (sandbox, server) = try station()
        let bursts = CellBursts(cells: 4)
        let lines = bursts.lines(0..<260)
        let file = try bursts.pipeline(sandbox, sinks: sink("good", server.url + "/slow"))
        try sandbox.produce(bursts.lines(0..<62), partitions: 2)
        try sandbox.migrate()
        for end in [62, 122] {
            if end > 62 { try sandbox.append(Array(lines[(62 * 4)..<(end * 4)])) }
            let run = try sandbox.start(file)
            // The episode of cell 0 has begun two minutes before the end.
            try sandbox.wait(
                "minute \(end)",
                untilAnswered: """
                    (select sum(next_offset) from millrace.progress) = \(end * 4 + 1)
                        and exists (select from millrace.open_alerts where key = 'cell-0')
                        and exists (select from millrace.delivery)
                    """)
            run.kill()
            if end > 62 { try sandbox.removeSnapshots() }
        }
        try sandbox.append(Array(lines[(122 * 4)...]))
        try sandbox.catchUp(file)
        let twin = try sandbox.twin()
        try twin.migrate()
        try twin.catchUp(try bursts.pipeline(twin, sinks: sink("good", server.url + "/twin")))
        let (broken, whole) = (try server.posts("/slow"), try server.posts("/twin"))
        #expect(whole.count == 26 && broken.firstKeys == whole.firstKeys)
        #expect((broken + whole).areSameUnderEachKey)
        #expect(try sandbox.contents()["alert"] == twin.contents()["alert"])
        #expect(try sandbox.ask("select count(*) from millrace.undelivered") == "0\n")
    }
}
