import Foundation
import Testing

/// What goes wrong is said in one line that tells what to do, and in the exit code.
@Suite(.serialized, .enabled(if: Services.available != nil, Comment(rawValue: Services.reason)))
struct FailureTests {
    private func expect(
        _ output: Shell.Output, code: Int32, says words: String..., sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(output.status == code, "\(output.standardError)", sourceLocation: sourceLocation)
        for word in words {
            #expect(output.standardError.contains(word), "\(output.standardError)", sourceLocation: sourceLocation)
        }
    }

    @Test(.timeLimit(.minutes(1))) func aDatabaseWithoutTheSchema() throws {
        let sandbox = try Sandbox()
        try sandbox.produce([], partitions: 1)
        expect(
            try sandbox.start(try sandbox.pipeline(), "--format", "human").finish(), code: 69,
            says: "no schema of Millrace", "millrace db migrate")
    }

    @Test(.timeLimit(.minutes(1))) func aDatabaseOfANewerVersion() throws {
        let sandbox = try Sandbox()
        try sandbox.migrate()
        try sandbox.ask("insert into millrace.migration values (999, '0999_future', 'x')")
        expect(try sandbox.millrace("db", "check"), code: 69, says: "version 999", "use a newer Millrace")
        expect(try sandbox.millrace("db", "migrate"), code: 69, says: "version 999")
    }

    @Test(.timeLimit(.minutes(1))) func aMigrationThatWasEdited() throws {
        let sandbox = try Sandbox()
        try sandbox.migrate()
        try sandbox.ask("update millrace.migration set fingerprint = 'x' where version = 2")
        expect(try sandbox.millrace("db", "check"), code: 69, says: "0002_views differs")
    }

    @Test(.timeLimit(.minutes(1))) func migratingTwiceChangesNothing() throws {
        let sandbox = try Sandbox()
        try sandbox.migrate()
        #expect(try sandbox.millrace("db", "migrate").standardOutput == "the schema is up to date\n")
        #expect(try sandbox.millrace("db", "check").status == 0)
    }

    @Test(.timeLimit(.minutes(1))) func aDatabaseThatIsNotThere() throws {
        let sandbox = try Sandbox()
        let url = sandbox.database + "_missing"
        expect(try sandbox.millrace("db", "check", "--url", url), code: 69, says: "no such database", "createdb")
        expect(
            try sandbox.millrace("db", "check", "--url", "postgresql://u:secret@127.0.0.1:1/x"), code: 69,
            says: "x at 127.0.0.1:1", "is PostgreSQL running there?")
        let wrong = try sandbox.millrace("db", "check", "--url", "postgresql://u:secret@[::1")
        expect(wrong, code: 78, says: "no PostgreSQL connection string")
        #expect(!wrong.standardError.contains("secret"))
    }

    @Test(.timeLimit(.minutes(1))) func aUserWhoIsNotLetIn() throws {
        let sandbox = try Sandbox()
        try sandbox.migrate()
        var parts = try #require(URLComponents(string: sandbox.database))
        parts.user = "nobody_of_this_name"
        parts.password = "hunter2"
        let output = try sandbox.millrace("db", "check", "--url", try #require(parts.string))
        expect(output, code: 77, says: "does not exist", "check the user nobody_of_this_name")
        #expect(!output.standardError.contains("hunter2"))
    }

    @Test(.timeLimit(.minutes(1))) func aTopicThatIsNotThere() throws {
        let sandbox = try Sandbox()
        try sandbox.migrate()
        expect(
            try sandbox.start(try sandbox.pipeline(), "--format", "human").finish(), code: 69, says: sandbox.topic)
    }

    @Test(.timeLimit(.minutes(1))) func recordsThatAreGone() throws {
        let sandbox = try Sandbox()
        try sandbox.produce(Stream.lines(keys: 2, minutes: 30), partitions: 1)
        try sandbox.migrate()
        // As if the log had begun earlier, and been cut since.
        try sandbox.ask(
            """
            insert into millrace.progress (pipeline, source, topic, partition, start_offset, next_offset)
            values ('under-test', 'cells', '\(sandbox.topic)', 0, -7, -5)
            """)
        expect(
            try sandbox.start(try sandbox.pipeline(), "--until-caught-up", "--format", "human").finish(), code: 65,
            says: "offset -7 is to be read next", "7 are gone", "truncated: earliest")
        let pipeline = try sandbox.pipeline(truncated: "earliest")
        expect(
            try sandbox.start(pipeline, "--until-caught-up", "--format", "human").finish(), code: 0,
            says: "7 are gone; going on at 0")
        #expect(try sandbox.ask("select next_offset from millrace.progress") == "61\n")
    }

    @Test(.timeLimit(.minutes(1))) func whatCannotBeProducedIsNotTried() throws {
        let sandbox = try Sandbox()
        let file = try sandbox.folder.write("{}\n{}\n", to: "lines.jsonl")
        expect(try sandbox.millrace("produce", file, "--topic", "a b"), code: 64, says: "no name of a topic")
        expect(
            try sandbox.millrace("produce", file, "--topic", sandbox.topic), code: 69,
            says: "does not exist", "--partitions")
        for said in ["2 records of", "holds 2 records already"] {
            let output = try sandbox.millrace(
                "produce", file, "--topic", sandbox.topic, "--partitions", "2", "--if-empty")
            #expect(output.status == 0 && output.standardOutput.contains(said))
        }
        try sandbox.folder.write("{}\n{}\n{}\n{}\n", to: "lines.jsonl")
        for (limit, said) in [("3", "1 records of"), ("9", "1 records of"), ("9", "0 records of")] {
            let output = try sandbox.millrace(
                "produce", file, "--topic", sandbox.topic, "--resume", "--limit", limit)
            #expect(output.status == 0 && output.standardOutput.contains(said), "\(output.standardOutput)")
        }
        let both = try sandbox.millrace("produce", file, "--topic", sandbox.topic, "--resume", "--if-empty")
        expect(both, code: 64, says: "do not go together")
    }

    @Test(.timeLimit(.minutes(1))) func brokersThatAreNotThere() throws {
        let sandbox = try Sandbox()
        try sandbox.migrate()
        let pipeline = try sandbox.pipeline()
        let output = try Shell.run(
            Shell.program, ["run", pipeline],
            environment: sandbox.environment.merging(["KAFKA_BROKERS": "127.0.0.1:1"]) { $1 })
        expect(output, code: 69, says: "127.0.0.1:1")
    }

    @Test(.timeLimit(.minutes(1))) func aStopWhileNoBrokerAnswersIsFollowed() throws {
        let sandbox = try Sandbox()
        try sandbox.migrate()
        let run = try Shell.start(
            Shell.program, ["run", try sandbox.pipeline()],
            environment: sandbox.environment.merging(["KAFKA_BROKERS": "127.0.0.1:1"]) { $1 })
        while !run.standardError.contains("starting") { usleep(10_000) }
        usleep(500_000)
        run.terminate()
        let output = try run.finish()
        #expect(output.status == 0 && !output.standardError.contains("no broker answers"), "\(output.standardError)")
    }

    @Test(.timeLimit(.minutes(1))) func aStopDoesNotWaitForADatabaseThatHangs() throws {
        let sandbox = try Sandbox()
        try sandbox.produce(Stream.lines(keys: 4, minutes: 60), partitions: 1)
        try sandbox.migrate()
        let lock = try Shell.start(
            Shell.find("psql"),
            [sandbox.database, "-Xqc", "begin; lock table millrace.observation; select pg_sleep(50)"])
        defer { lock.kill() }
        let run = try sandbox.start(try sandbox.pipeline(drain: "1s"))
        let waiting =
            "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
        while try sandbox.ask(waiting) == "0\n" { usleep(20_000) }
        run.terminate()
        let output = try run.finish()
        #expect(lock.isRunning)
        #expect(output.status == 75, "\(output.standardError)")
    }

    @Test(.timeLimit(.minutes(1))) func aSecondRunOnTheSamePartitions() throws {
        let sandbox = try Sandbox()
        try sandbox.produce(Stream.lines(keys: 4, minutes: 60), partitions: 1)
        try sandbox.migrate()
        try sandbox.catchUp(try sandbox.pipeline())
        // As another process would have moved it in the meantime.
        let run = try sandbox.start(try sandbox.pipeline(), "--format", "human")
        usleep(1_500_000)
        try sandbox.ask("update millrace.progress set next_offset = next_offset + 1")
        try sandbox.produce(["cell-1\t{\"cell\":\"cell-1\",\"ts\":1900000000000,\"load\":1}"], partitions: 1)
        for _ in 0..<100 where run.isRunning { usleep(100_000) }
        if run.isRunning { run.kill() }
        expect(try run.finish(), code: 75, says: "another process runs the pipeline under-test")
    }
}
