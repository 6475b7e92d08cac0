import Foundation
import Testing

/// Two processes of one pipeline that share a topic, and whichever delivers is killed, again and again.
@Suite(.enabled(if: Services.available != nil, Comment(rawValue: Services.reason)))
struct LeaderTests {
    private static let kills = 6
    private static let minutes = 40

    /// The server's process of the session that holds the lock of the one who delivers; empty when nobody does.
    private func leader(_ sandbox: Sandbox) throws -> String {
        try sandbox.ask(
            """
            select l.pid from pg_locks l join pg_database d on d.oid = l.database
            where l.locktype = 'advisory' and l.granted and d.datname = current_database()
            """)
    }

    @Test(.timeLimit(.minutes(2))) func whoeverIsKilledEverybodyHearsEverythingInOrder() throws {
        let sandbox = try Sandbox()
        let server = try HookServer(log: sandbox.folder.appendingPathComponent("requests"))
        let bursts = CellBursts(cells: 6, every: 30)
        let sinks = "  good: {type: webhook, url: '\(server.url)/slow', max_per_minute: 6000}"
        let file = try bursts.pipeline(sandbox, sinks: sinks)
        let lines = bursts.lines(0..<(Self.kills + 1) * Self.minutes)
        let part = bursts.cells * Self.minutes
        try sandbox.produce(Array(lines[..<part]), partitions: 4)
        try sandbox.migrate()
        var delivering = try sandbox.start(file)
        try sandbox.wait("the first to deliver") { try !leader(sandbox).isEmpty }
        var other = try sandbox.start(file)
        try sandbox.wait("a second member") { other.standardError.contains("taking over") }
        for kill in 1...Self.kills {
            let (before, told) = (try leader(sandbox), try server.posts().count)
            try sandbox.append(Array(lines[(kill * part)..<((kill + 1) * part)]))
            try sandbox.wait("posts before kill \(kill)") { try server.posts().count >= told + 2 }
            delivering.kill()
            // Of the two the other one is left, and is to deliver before there are two again.
            try sandbox.wait("the other one to deliver, after kill \(kill)") {
                try !["", before].contains(leader(sandbox))
            }
            (delivering, other) = (other, try sandbox.start(file))
        }
        for run in [delivering, other] {
            run.terminate()
            #expect(try run.finish().status == 0, "\(run.standardError)")
        }
        try sandbox.catchUp(file)
        #expect(try sandbox.ask("select count(*) from millrace.undelivered") == "0\n")
        let posts = try server.posts()
        #expect(posts.areSameUnderEachKey)
        let wanted = try sandbox.keysToTell()
        #expect(wanted.count == 6 && posts.firstKeys == wanted)
        // What a kill may have left unnoted is told twice; no more than one post was under way.
        #expect(posts.count - wanted.values.map(\.count).reduce(0, +) <= 2 * Self.kills, "\(posts.count)")
        let twin = try sandbox.twin()
        try twin.migrate()
        try twin.catchUp(try bursts.pipeline(twin, sinks: sinks.replacing("/slow", with: "/twin")))
        #expect(try sandbox.contents()["alert"] == twin.contents()["alert"])
        #expect(try (posts + server.posts("/twin")).areSameUnderEachKey)
    }
}
