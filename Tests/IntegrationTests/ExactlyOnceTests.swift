import Foundation
import Testing

/// Whatever happens to a run, the tables end up as those of a run that nothing happened to.
@Suite(.serialized, .enabled(if: Services.available != nil, Comment(rawValue: Services.reason)))
struct ExactlyOnceTests {
    private static let lines = Stream.lines(keys: 16, minutes: 900)

    private func filled() throws -> (Services, Sandbox) {
        let services = try #require(Services.available)
        let sandbox = try Sandbox(services)
        try sandbox.produce(Self.lines, partitions: 4)
        try sandbox.migrate()
        return (services, sandbox)
    }

    /// What a run that nothing happens to writes.
    private func undisturbed(_ sandbox: Sandbox, _ services: Services) throws -> [String: String] {
        let twin = try sandbox.twin(services)
        try twin.migrate()
        let output = try twin.start(try twin.pipeline(), "--until-caught-up").finish()
        try #require(output.status == 0, "\(output.standardError)")
        return try twin.contents()
    }

    private func expectSame(_ left: [String: String], _ right: [String: String]) {
        for (table, rows) in left {
            #expect(rows == right[table], "the table \(table) differs")
        }
        #expect((left["forecast"] ?? "").count > 100_000)
    }

    /// Waits until the run has written so many records, and is not done.
    private func wait(_ sandbox: Sandbox, until records: Int) throws {
        for _ in 0..<600 {
            let written = try sandbox.ask("select coalesce(sum(next_offset), 0) from millrace.progress")
            if let written = Int(written.trimmingCharacters(in: .whitespacesAndNewlines)), written >= records { return }
            usleep(10_000)
        }
        Issue.record("the run did not get to \(records) records")
    }

    private func isHalfDone(_ sandbox: Sandbox) throws -> Bool {
        let written = try sandbox.ask("select sum(next_offset) from millrace.progress")
        return Int(written.trimmingCharacters(in: .whitespacesAndNewlines)).map { $0 < Self.lines.count } ?? true
    }

    @Test(.timeLimit(.minutes(3))) func aRunThatIsStoppedAndStartedAgain() throws {
        let (services, sandbox) = try filled()
        let pipeline = try sandbox.pipeline()
        for goal in [2_000, 6_000] {
            let run = try sandbox.start(pipeline)
            try wait(sandbox, until: goal)
            run.terminate()
            let output = try run.finish()
            #expect(output.status == 0, "\(output.standardError)")
        }
        #expect(try sandbox.start(pipeline, "--until-caught-up").finish().status == 0)
        expectSame(try sandbox.contents(), try undisturbed(sandbox, services))
    }

    @Test(.timeLimit(.minutes(3)), arguments: [true, false]) func aRunThatIsKilled(keepsState: Bool) throws {
        let (services, sandbox) = try filled()
        let pipeline = try sandbox.pipeline()
        for goal in [500, 2_000, 4_000] {
            let run = try sandbox.start(pipeline)
            try wait(sandbox, until: goal)
            run.kill()
            if !keepsState { try sandbox.removeSnapshots() }
        }
        #expect(try isHalfDone(sandbox), "it was done before it could be killed")
        let last = try sandbox.start(pipeline, "--until-caught-up").finish()
        #expect(last.status == 0, "\(last.standardError)")
        expectSame(try sandbox.contents(), try undisturbed(sandbox, services))
    }

    /// Another state folder, as on another machine: the group must not wait for the one that left.
    @Test(.timeLimit(.minutes(2))) func aRunThatIsStoppedAndContinuedElsewhere() throws {
        let (services, sandbox) = try filled()
        let run = try sandbox.start(try sandbox.pipeline())
        try wait(sandbox, until: 1_500)
        run.terminate()
        #expect(try run.finish().status == 0)
        try FileManager.default.removeItem(at: sandbox.folder.appendingPathComponent("state"))
        let last = try sandbox.start(try sandbox.pipeline(), "--until-caught-up").finish()
        #expect(last.status == 0, "\(last.standardError)")
        expectSame(try sandbox.contents(), try undisturbed(sandbox, services))
    }

    @Test(.timeLimit(.minutes(3))) func aDatabaseThatIsKilledAndComesBack() throws {
        let services = try #require(Services.available)
        let server = try PrivateServer()
        defer { server.destroy() }
        let sandbox = try Sandbox(services, server: server.url)
        try sandbox.produce(Self.lines, partitions: 4)
        try sandbox.migrate()
        let run = try sandbox.start(try sandbox.pipeline(), "--until-caught-up", "--workers", "1")
        for goal in [1_000, 4_000] {
            try wait(sandbox, until: goal)
            try server.stop()
            usleep(600_000)
            #expect(run.process.isRunning, "\(run.standardError)")
            try server.start()
        }
        let output = try run.finish()
        #expect(output.status == 0, "\(output.standardError)")
        #expect(output.standardError.contains("trying again"))
        #expect(output.standardError.contains("answers again"))
        let common = try sandbox.contents()
        expectSame(common, try undisturbed(sandbox, services))
    }

    @Test(.timeLimit(.minutes(3))) func twoMembersShareTheTopic() throws {
        let (services, sandbox) = try filled()
        let first = try sandbox.start(try sandbox.pipeline())
        try wait(sandbox, until: 1_000)
        let second = try sandbox.start(try sandbox.pipeline())
        for _ in 0..<300 where !second.standardError.contains("taking over") { usleep(100_000) }
        #expect(second.standardError.contains("taking over"))
        try wait(sandbox, until: Self.lines.count)
        for run in [first, second] {
            run.terminate()
            let output = try run.finish()
            #expect(output.status == 0, "\(output.standardError)")
        }
        expectSame(try sandbox.contents(), try undisturbed(sandbox, services))
    }

    @Test(.timeLimit(.minutes(2))) func theCountsAddUpAndAreThoseOfTheTables() throws {
        let (_, sandbox) = try filled()
        let output = try sandbox.start(try sandbox.pipeline(), "--until-caught-up", "--format", "json").finish()
        #expect(output.status == 0, "\(output.standardError)")
        let summary = try Summary(output.standardError)
        #expect(summary.isBalanced)
        // One record was sent to make the topic; each has two values.
        #expect(summary["received"] == 2 * (Self.lines.count + 1))
        #expect(try sandbox.ask("select count(*) from millrace.forecast") == "\(summary["forecast"])\n")
        #expect(
            try sandbox.ask("select count(*) from millrace.observation")
                == "\(summary["forecast"] + summary["warming"])\n")
        #expect(
            try sandbox.ask("select count(*) from millrace.dead_letter where reason = 'late'") == "\(summary["late"])\n"
        )
        #expect(summary["late"] > 10 && summary["dead_lettered"] > 10 && summary["filtered"] > 1_000)
    }
}
