import Foundation
import Testing

/// Whatever happens to a run, the tables end up as those of a run that nothing happened to.
@Suite(.serialized, .enabled(if: Services.available != nil, Comment(rawValue: Services.reason)))
struct ExactlyOnceTests {
    private static let lines = Stream.lines(keys: 16, minutes: 900)

    private func filled() throws -> Sandbox {
        let sandbox = try Sandbox()
        try sandbox.produce(Self.lines, partitions: 4)
        try sandbox.migrate()
        return sandbox
    }

    @Test(.timeLimit(.minutes(3))) func aRunThatIsStoppedAndStartedAgain() throws {
        let sandbox = try filled()
        let pipeline = try sandbox.pipeline()
        for goal in [2_000, 6_000] {
            let run = try sandbox.start(pipeline)
            try sandbox.wait(untilWritten: goal)
            run.terminate()
            let output = try run.finish()
            #expect(output.status == 0, "\(output.standardError)")
        }
        try sandbox.catchUp(pipeline)
        try sandbox.expectUndisturbed()
    }

    @Test(.timeLimit(.minutes(3)), arguments: [true, false]) func aRunThatIsKilled(keepsState: Bool) throws {
        let sandbox = try filled()
        let pipeline = try sandbox.pipeline()
        for goal in [500, 2_000, 4_000] {
            let run = try sandbox.start(pipeline)
            try sandbox.wait(untilWritten: goal)
            run.kill()
            if !keepsState { try sandbox.removeSnapshots() }
        }
        #expect(try sandbox.written() < Self.lines.count, "it was done before it could be killed")
        try sandbox.catchUp(pipeline)
        try sandbox.expectUndisturbed()
    }

    /// Another state folder, as on another machine: the group must not wait for the one that left.
    @Test(.timeLimit(.minutes(2))) func aRunThatIsStoppedAndContinuedElsewhere() throws {
        let sandbox = try filled()
        let run = try sandbox.start(try sandbox.pipeline())
        try sandbox.wait(untilWritten: 1_500)
        run.terminate()
        #expect(try run.finish().status == 0)
        try FileManager.default.removeItem(at: sandbox.folder.appendingPathComponent("state"))
        try sandbox.catchUp(try sandbox.pipeline())
        try sandbox.expectUndisturbed()
    }

    @Test(.timeLimit(.minutes(3))) func aDatabaseThatIsKilledAndComesBack() throws {
        let server = try PrivateServer()
        defer { server.destroy() }
        let sandbox = try Sandbox(server: server.url)
        try sandbox.produce(Self.lines, partitions: 4)
        try sandbox.migrate()
        let run = try sandbox.start(try sandbox.pipeline(), "--until-caught-up", "--workers", "1")
        for goal in [1_000, 4_000] {
            try sandbox.wait(untilWritten: goal)
            try server.stop()
            usleep(600_000)
            #expect(run.isRunning, "\(run.standardError)")
            try server.start()
        }
        let output = try run.finish()
        #expect(output.status == 0, "\(output.standardError)")
        #expect(output.standardError.contains("trying again"))
        #expect(output.standardError.contains("answers again"))
        try sandbox.expectUndisturbed()
    }

    @Test(.timeLimit(.minutes(3))) func twoMembersShareTheTopic() throws {
        let sandbox = try filled()
        let first = try sandbox.start(try sandbox.pipeline())
        try sandbox.wait(untilWritten: 1_000)
        let second = try sandbox.start(try sandbox.pipeline())
        for _ in 0..<300 where !second.standardError.contains("taking over") { usleep(100_000) }
        #expect(second.standardError.contains("taking over"))
        try sandbox.wait(untilWritten: Self.lines.count)
        for run in [first, second] {
            run.terminate()
            let output = try run.finish()
            #expect(output.status == 0, "\(output.standardError)")
        }
        try sandbox.expectUndisturbed()
    }

    @Test(.timeLimit(.minutes(2))) func theCountsAddUpAndAreThoseOfTheTables() throws {
        let sandbox = try filled()
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
