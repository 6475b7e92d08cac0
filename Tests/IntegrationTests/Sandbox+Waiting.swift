import Foundation
import Testing

extension Sandbox {
    /// Waits until something is so, at most half a minute.
    ///
    /// - Parameter run: whose words tell what went wrong.
    func wait(_ what: String, of run: RunningProgram? = nil, until isSo: () throws -> Bool) throws {
        for _ in 0..<1_500 {
            if try isSo() { return }
            usleep(20_000)
        }
        Issue.record("\(what) did not come; \(run?.standardError.suffix(4_000) ?? "")")
    }

    /// Waits until so many records have been written.
    func wait(untilWritten records: Int) throws { try wait("\(records) records") { try written() >= records } }

    /// Waits until a query answers yes.
    func wait(_ what: String, untilAnswered query: String) throws {
        try wait(what) { try ask("select \(query)") == "t\n" }
    }

    /// Idempotency keys of what is told, in the order in which each fingerprint's have to be, by fingerprint.
    func keysToTell() throws -> [String: [String]] {
        let rows = try ask(
            """
            select a.fingerprint || '-' || (extract(epoch from a.opened) * 1000000)::bigint || '-' || e.sequence
            from millrace.alert_event e join millrace.alert a using (alert_id)
            where e.outcome = 'told' order by a.fingerprint, a.opened, e.sequence
            """)
        return Dictionary(grouping: rows.split(separator: "\n").map(String.init)) { String($0.prefix(16)) }
    }
}

extension Sandbox {
    /// How many records have been written, of all partitions.
    func written() throws -> Int {
        try #require(Int(try ask("select coalesce(sum(next_offset), 0) from millrace.progress").trimmed))
    }

    /// Runs until all is read.
    func catchUp(_ pipeline: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        var output = try start(pipeline, "--until-caught-up").finish()
        // noida-db may wait for ever for a member that is gone: then the source gets a group of its own, as the runbook says.
        if output.status == 75, output.standardError.contains("waits for a member that does not answer") {
            let text = try String(contentsOfFile: pipeline, encoding: .utf8)
            let other = try folder.write(
                text.replacing(/group: \S+/) { "\($0.output)-again" }, to: "pipeline-again.yaml")
            output = try start(other, "--until-caught-up").finish()
        }
        try #require(output.status == 0, "\(output.standardError)", sourceLocation: sourceLocation)
    }

    /// The newest snapshot of a pipeline with one partition: what tells two states apart.
    func newestState(of pipeline: String) throws -> String {
        let output = try millrace("state", "verify", pipeline)
        #expect(output.status == 0, "\(output.standardOutput)")
        return try #require(output.standardOutput.split(separator: "\n").first.map(String.init))
    }

    /// Waits until a run has written all records of the topic, the one that made it and these; ends it; and checks that all is
    /// as if nothing had happened.
    ///
    /// - Parameter words: what the run has to have said.
    func expectRest(
        of run: RunningProgram, records: Int, saying words: String? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        try wait("the rest") { try written() > records || !run.isRunning }
        run.terminate()
        let output = try run.finish()
        #expect(output.status == 0, "\(output.standardError)", sourceLocation: sourceLocation)
        if let words { #expect(output.standardError.contains(words), sourceLocation: sourceLocation) }
        try expectUndisturbed(sourceLocation: sourceLocation)
    }

    /// Checks that the tables are those of a run over the same topic to which nothing happened.
    func expectUndisturbed(
        atLeast size: Int = 100_000, tables: [String]? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let twin = try twin(Services(postgres: try #require(Services.available).postgres, brokers: brokers))
        try twin.migrate()
        try twin.catchUp(try twin.pipeline())
        let (ours, theirs) = (try contents(), try twin.contents())
        #expect((theirs["forecast"] ?? "").count > size, sourceLocation: sourceLocation)
        for (table, rows) in theirs where tables?.contains(table) ?? true {
            #expect(ours[table] == rows, "the table \(table) differs", sourceLocation: sourceLocation)
        }
    }
}

extension Sandbox {
    /// Locks a table as somebody else, until ``unlock()``.
    func lock(_ table: String, mode: String = "access exclusive") throws -> RunningProgram {
        let statements = "set statement_timeout = 0; begin; lock table \(table) in \(mode) mode; select pg_sleep(50)"
        let holder = try Shell.start(Shell.find("psql"), [database, "-Xqc", statements])
        try wait(
            "the lock",
            untilAnswered:
                "exists (select from pg_locks where relation = '\(table)'::regclass and mode = '\(Self.name(mode))' and granted)"
        )
        return holder
    }

    private static func name(_ mode: String) -> String {
        mode.split(separator: " ").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined() + "Lock"
    }

    /// Lets go of what ``lock(_:mode:)`` holds.
    func unlock() throws {
        try ask(
            "select pg_cancel_backend(pid) from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()"
        )
    }
}
