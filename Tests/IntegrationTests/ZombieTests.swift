import Foundation
import Testing

/// A process that was paused, and a copy of the service that nobody meant to start: neither writes one row that is not its to
/// write. It says so, and ends with the code for trying again.
@Suite(.serialized, .enabled(if: Services.available != nil, Comment(rawValue: Services.reason)))
struct ZombieTests {
    private static let lines = Stream.lines(keys: 16, minutes: 500)

    private func filled() throws -> Sandbox {
        let sandbox = try Sandbox()
        try sandbox.produce(Self.lines, partitions: 4)
        try sandbox.migrate()
        return sandbox
    }

    private func expectFenced(_ output: Shell.Output) {
        #expect(output.status == 75, "\(output.standardError)")
        let said = [
            "another process runs the pipeline under-test on it. Nothing was written", "give each process its own",
        ]
        #expect(said.contains { output.standardError.contains($0) }, "\(output.standardError)")
    }

    @Test(.timeLimit(.minutes(10)), arguments: [400, 1_500])
    func aPausedProcessWhoseWorkAnotherHasDone(pausedAt goal: Int) throws {
        let sandbox = try filled()
        let paused = try sandbox.start(try sandbox.pipeline())
        try sandbox.wait("some work") { try sandbox.written() >= goal }
        paused.signal(SIGSTOP)
        #expect(try sandbox.written() < Self.lines.count, "it was done before it could be paused")
        // By mistake the copy has a group and a folder of its own: no broker keeps the two apart.
        let copy = try sandbox.pipeline(group: sandbox.topic + "-copy", state: "other")
        try sandbox.catchUp(copy)
        let rows = try sandbox.contents()
        paused.signal(SIGCONT)
        expectFenced(try paused.finish())
        try sandbox.expectUndisturbed()
        #expect(try sandbox.contents() == rows, "the process that was paused wrote something")
    }

    /// Whatever each of the two gets to write, together they write what one would.
    @Test(.timeLimit(.minutes(10))) func aCopyThatRunsBeside() throws {
        let sandbox = try filled()
        let first = try sandbox.start(try sandbox.pipeline(), "--until-caught-up")
        let copy = try sandbox.pipeline(group: sandbox.topic + "-copy", state: "other")
        let second = try sandbox.start(copy, "--until-caught-up")
        let outputs = [try first.finish(), try second.finish()]
        #expect(outputs.contains { $0.status == 75 }, "neither was in the other's way")
        for output in outputs where output.status != 0 { expectFenced(output) }
        try sandbox.catchUp(copy)
        try sandbox.expectUndisturbed()
    }

    /// A database takes back what a paused process had begun, so that its locks hold up nobody for long.
    @Test(.timeLimit(.minutes(10))) func aProcessThatIsPausedWithinATransaction() throws {
        let sandbox = try filled()
        try sandbox.ask("alter database \(sandbox.topic) set idle_in_transaction_session_timeout = '2s'")
        let run = try sandbox.start(try sandbox.pipeline())
        // The lock is taken where the epoch's transaction has begun, and lets go when the process stands still.
        try sandbox.wait("some work") { try sandbox.written() >= 400 }
        var isWithin = false
        for _ in 0..<200 where !isWithin {
            run.signal(SIGSTOP)
            usleep(20_000)
            isWithin =
                try sandbox.ask(
                    "select count(*) from pg_stat_activity where state = 'idle in transaction' and datname = current_database()"
                ) != "0\n"
            if !isWithin {
                run.signal(SIGCONT)
                usleep(1_000)
            }
        }
        #expect(isWithin)
        #expect(try sandbox.written() < Self.lines.count)
        let copy = try sandbox.pipeline(group: sandbox.topic + "-copy", state: "other")
        try sandbox.catchUp(copy)
        run.signal(SIGCONT)
        expectFenced(try run.finish())
        try sandbox.expectUndisturbed()
    }

    /// No limit of a server ends a `copy` whose rows do not come: who waits for it does.
    @Test(.timeLimit(.minutes(10))) func aProcessThatIsPausedWithinACopy() throws {
        let sandbox = try filled()
        try sandbox.ask("alter database \(sandbox.topic) set idle_in_transaction_session_timeout = '2s'")
        let copy = "begin; lock table millrace.progress in exclusive mode; copy millrace.silence from stdin;"
        let paused = try Shell.start(
            Shell.find("sh"), ["-c", "(echo '\(copy)'; sleep 300) | exec psql -Xq '\(sandbox.database)'"],
            environment: ["PGAPPNAME": "millrace"])
        defer { paused.kill() }
        try sandbox.wait(
            "the copy",
            untilAnswered: "exists (select from pg_stat_activity where query ~ '^copy' and wait_event = 'ClientRead')")
        let run = try sandbox.start(try sandbox.pipeline())
        try sandbox.wait("its word", of: run) { run.standardError.contains("that stood still while it wrote") }
        try sandbox.expectRest(of: run, records: Self.lines.count - 1, saying: "answers again")
    }

    @Test(.timeLimit(.minutes(10))) func aCopyWithTheSameNameInTheGroup() throws {
        let sandbox = try filled()
        let name = "group.instance.id: one"
        let first = try sandbox.start(try sandbox.pipeline(kafka: name))
        try sandbox.wait("some work", of: first) { try sandbox.written() >= 400 }
        let second = try sandbox.start(try sandbox.pipeline(kafka: name, state: "other"))
        try sandbox.wait("the second", of: second) {
            [first, second].contains { !$0.isRunning } || second.standardError.contains("taking over")
        }
        let runs = [first, second]
        // Whoever the broker does not tell of the other comes upon it in the database, when there is something to write.
        for part in 1... {
            guard runs.allSatisfy({ $0.isRunning }) else { break }
            try #require(part < 60, "neither was in the other's way")
            try sandbox.append(Array(Self.lines.suffix(100)))
            usleep(500_000)
        }
        let outputs = try runs.map { run in
            run.terminate()
            return try run.finish()
        }
        #expect(outputs.contains { $0.status == 75 })
        for output in outputs where output.status != 0 { expectFenced(output) }
        try sandbox.catchUp(try sandbox.pipeline())
        try sandbox.expectUndisturbed()
    }

    /// The group misses the process that was paused, and gives its partitions to another. When it goes on it either learns
    /// that from the group, lets go and joins again, or from the database, and ends; in no case it writes.
    @Test(.timeLimit(.minutes(10))) func aPausedMemberThatItsGroupMisses() throws {
        let name = "mock-\(UUID().uuidString.prefix(8))"
        let mock = try MockCluster(topic: name, partitions: 4, brokers: 1)
        let services = try #require(Services.available)
        let sandbox = try Sandbox(Services(postgres: services.postgres, brokers: mock.address))
        sandbox.share(topic: name)
        let tool = try KafkaTool(mock.address)
        try tool.produce([Self.lines[0]] + Self.lines, to: name)
        try sandbox.migrate()
        // It may be paused within a transaction, whose locks hold up the heir.
        try sandbox.ask("alter database \(sandbox.topic) set idle_in_transaction_session_timeout = '2s'")
        let session = "session.timeout.ms: 6000, heartbeat.interval.ms: 1500"
        let paused = try sandbox.start(try sandbox.pipeline(kafka: session))
        try sandbox.wait("some work") { try sandbox.written() >= 400 }
        paused.signal(SIGSTOP)
        #expect(try sandbox.written() < Self.lines.count, "it was done before it could be paused")
        let heir = try sandbox.start(try sandbox.pipeline(kafka: session, state: "other"))
        try sandbox.wait("the end of the log", of: heir) {
            try sandbox.written() > Self.lines.count || !heir.isRunning
        }
        let rows = try sandbox.contents()
        paused.signal(SIGCONT)
        try sandbox.wait("its word") {
            !paused.isRunning
                || paused.standardError.contains("to another member; nothing more of it is written")
        }
        for run in [paused, heir] where run.isRunning { run.terminate() }
        let output = try paused.finish()
        if output.status != 0 { expectFenced(output) }
        #expect(try heir.finish().status == 0, "\(heir.standardError)")
        #expect(try sandbox.contents() == rows, "the process that was paused wrote something")
        try sandbox.expectUndisturbed()
    }
}
