import Foundation
import Testing

/// Whatever a database does, a run waits until it is over, and then has written what one writes to which nothing happened; or
/// it stops with a reason that only somebody can mend, and the next run goes on.
@Suite(.serialized, .enabled(if: Services.available != nil, Comment(rawValue: Services.reason)))
struct SinkTroubleTests {
    private static let lines = Stream.lines(keys: 16, minutes: 240)
    private static let half = lines.count / 2

    /// A run that has written the first half of a topic and has nothing to do.
    private func begun(
        _ sandbox: Sandbox, environment: [String: String] = [:]
    ) throws -> RunningProgram {
        try sandbox.produce(Array(Self.lines[..<Self.half]), partitions: 4)
        try sandbox.migrate()
        let run = try Shell.start(
            Shell.program, ["run", try sandbox.pipeline()],
            environment: sandbox.environment.merging(environment) { $1 })
        try sandbox.wait("the first half") { try sandbox.written() > Self.half }
        return run
    }

    private func bringTheRest(_ sandbox: Sandbox) throws { try sandbox.append(Array(Self.lines[Self.half...])) }

    /// Somebody holds a lock, a migration perhaps; the server ends what waits for it too long.
    @Test(
        .timeLimit(.minutes(10)),
        arguments: [
            ("statement_timeout", "canceling statement due to statement timeout; trying again"),
            ("lock_timeout", "canceling statement due to lock timeout; trying again"),
        ])
    func aMigrationThatHoldsALock(setting: String, said: String) throws {
        let sandbox = try Sandbox()
        let run = try begun(sandbox, environment: ["PGOPTIONS": "-c \(setting)=1500ms"])
        let lock = try sandbox.lock("millrace.forecast")
        defer { lock.kill() }
        try bringTheRest(sandbox)
        try sandbox.wait("its word") { run.standardError.contains(said) }
        usleep(1_000_000)
        #expect(run.isRunning)
        try sandbox.unlock()
        try sandbox.expectRest(of: run, records: Self.lines.count, saying: "answers again")
    }

    /// The server chooses our transaction to end a deadlock.
    @Test(.timeLimit(.minutes(10))) func aDeadlock() throws {
        let sandbox = try Sandbox()
        // A server looks once, after so long a wait: then both have to be waiting.
        try sandbox.ask("alter database \(sandbox.topic) set deadlock_timeout = '6s'")
        let run = try begun(sandbox)
        // The other one looks later, so that the first victim is ours. It has to look: where two workers write, a second circle can
        // close after both of them have looked.
        try sandbox.ask("alter database \(sandbox.topic) set deadlock_timeout = '12s'")
        let other = try Shell.start(
            Shell.find("psql"),
            [
                sandbox.database, "-Xqc", "begin; lock table millrace.forecast_latest in exclusive mode",
                "-c", "select pg_sleep(3)", "-c", "update millrace.progress set updated_at = updated_at", "-c",
                "commit",
            ])
        defer { other.kill() }
        try sandbox.wait(
            "the lock",
            untilAnswered:
                "exists (select from pg_locks where relation = 'millrace.forecast_latest'::regclass and mode = 'ExclusiveLock')"
        )
        try bringTheRest(sandbox)
        try sandbox.wait("its word") { run.standardError.contains("deadlock detected; trying again") }
        try sandbox.expectRest(of: run, records: Self.lines.count, saying: "answers again")
    }

    @Test(.timeLimit(.minutes(10))) func everyTransactionIsSerializable() throws {
        let sandbox = try Sandbox()
        try sandbox.ask("alter database \(sandbox.topic) set default_transaction_isolation = 'serializable'")
        let run = try begun(sandbox)
        try bringTheRest(sandbox)
        try sandbox.expectRest(of: run, records: Self.lines.count)
    }

    /// A role that may write and nothing else, so that limits hold for it.
    private func asWriter(_ sandbox: Sandbox, _ body: (_ role: String, _ url: [String: String]) throws -> Void) throws {
        let role = "w_" + sandbox.topic.suffix(12)
        try sandbox.ask("create role \(role) login in role millrace_writer")
        defer { _ = try? sandbox.ask("drop owned by \(role); drop role \(role)") }
        var parts = try #require(URLComponents(string: sandbox.database))
        parts.user = role
        try body(role, ["MILLRACE_PG": try #require(parts.string)])
    }

    @Test(.timeLimit(.minutes(10))) func noConnectionIsLeft() throws {
        let sandbox = try Sandbox()
        try sandbox.migrate()
        try asWriter(sandbox) { role, url in
            let run = try begun(sandbox, environment: url)
            try sandbox.ask(
                """
                alter role \(role) connection limit 0;
                select pg_terminate_backend(pid) from pg_stat_activity where usename = '\(role)'
                """)
            try bringTheRest(sandbox)
            try sandbox.wait("its word") {
                run.standardError.contains("too many connections for role")
                    && run.standardError.contains("trying again")
            }
            usleep(500_000)
            #expect(run.isRunning)
            try sandbox.ask("alter role \(role) connection limit -1")
            try sandbox.expectRest(of: run, records: Self.lines.count, saying: "answers again")
        }
    }

    /// This does not pass by itself: the run stops, and says what is missing; the next goes on where it was.
    @Test(.timeLimit(.minutes(10))) func aRightThatIsTakenAway() throws {
        let sandbox = try Sandbox()
        try sandbox.migrate()
        try asWriter(sandbox) { role, url in
            let run = try begun(sandbox, environment: url)
            let tables = "all tables in schema millrace"
            try sandbox.ask("revoke insert on \(tables) from millrace_writer")
            try bringTheRest(sandbox)
            let output = try run.finish()
            #expect(output.status == 77, "\(output.standardError)")
            #expect(output.standardError.contains("permission denied for table"))
            #expect(output.standardError.contains("check the user \(role), its password and its rights"))
            let refused = try Shell.run(
                Shell.program, ["run", try sandbox.pipeline()], environment: sandbox.environment.merging(url) { $1 })
            #expect(refused.status == 77 && refused.standardError.contains("grant millrace_writer to the user"))
            try sandbox.ask("grant insert on \(tables) to millrace_writer")
            let next = try Shell.run(
                Shell.program, ["run", try sandbox.pipeline(), "--until-caught-up"],
                environment: sandbox.environment.merging(url) { $1 })
            #expect(next.status == 0, "\(next.standardError)")
            try sandbox.expectUndisturbed()
        }
    }

    /// The server turns into one that is only read, as the old primary after a failover; a new connection finds another.
    @Test(.timeLimit(.minutes(10))) func aServerThatTurnsReadOnly() throws {
        let sandbox = try Sandbox()
        let run = try begun(sandbox)
        let end =
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'millrace' and datname = current_database()"
        try sandbox.ask("alter database \(sandbox.topic) set default_transaction_read_only = on; \(end)")
        try bringTheRest(sandbox)
        try sandbox.wait("its word") { run.standardError.contains("in a read-only transaction; trying again") }
        try sandbox.ask(
            "set transaction_read_only = off; alter database \(sandbox.topic) reset default_transaction_read_only")
        try sandbox.expectRest(of: run, records: Self.lines.count, saying: "answers again")
    }

    /// A month's table is taken away under the run.
    @Test(.timeLimit(.minutes(10))) func aMonthThatIsMissing() throws {
        let sandbox = try Sandbox()
        let run = try begun(sandbox)
        let months = try sandbox.ask(
            "select inhrelid::regclass from pg_inherits where inhparent in ('millrace.forecast'::regclass, 'millrace.observation'::regclass)"
        ).split(separator: "\n")
        #expect(months.count == 2)
        for month in months {
            let parent = month.contains("forecast") ? "millrace.forecast" : "millrace.observation"
            try sandbox.ask(
                "alter table \(parent) detach partition \(month); alter table \(month) rename to kept_\(parent.suffix(6))"
            )
        }
        try bringTheRest(sandbox)
        try sandbox.wait("the rest") { try sandbox.written() > Self.lines.count || !run.isRunning }
        run.terminate()
        #expect(try run.finish().status == 0, "\(run.standardError)")
        // Nobody has lost a row: what was put away is put back.
        try sandbox.ask(
            """
            insert into millrace.forecast select * from millrace.kept_recast;
            insert into millrace.observation select * from millrace.kept_vation
            """)
        try sandbox.expectUndisturbed()
    }
}
