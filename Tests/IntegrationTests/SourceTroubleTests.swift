import Foundation
import Testing

/// Whatever becomes of a topic or its brokers, no record is skipped without a word, and none is read twice.
@Suite(.serialized, .enabled(if: Services.available != nil, Comment(rawValue: Services.reason)))
struct SourceTroubleTests {
    private static let lines = Stream.lines(keys: 16, minutes: 240)
    private static let half = lines.count / 2

    private func sandbox(brokers: String? = nil) throws -> Sandbox {
        let services = try #require(Services.available)
        return try Sandbox(Services(postgres: services.postgres, brokers: brokers ?? services.brokers))
    }

    private func run(_ sandbox: Sandbox, _ path: String? = nil) throws -> Shell.Output {
        try sandbox.start(try path ?? sandbox.pipeline(), "--until-caught-up", "--format", "human").finish()
    }

    /// The new topic is longer than the old one was, so that its offsets tell nothing; shorter; and there is no snapshot.
    @Test(
        .timeLimit(.minutes(10)),
        arguments: [
            (800, true, "is not the one that was processed there: the topic was made anew"),
            (800, false, "is not the one that was processed there: the topic was made anew"),
            (50, true, "is to be read next: the topic was made anew, or has lost records"),
        ])
    func aTopicThatWasMadeAnew(records: Int, keepsState: Bool, said: String) throws {
        let sandbox = try sandbox()
        try sandbox.produce(Array(Self.lines[..<400]), partitions: 1)
        try sandbox.migrate()
        #expect(try run(sandbox).status == 0)
        #expect(try run(sandbox).status == 0, "the same topic is as it was")
        let rows = try sandbox.contents()
        let tool = try KafkaTool(sandbox.brokers)
        try tool.delete(topic: sandbox.topic)
        usleep(500_000)
        try sandbox.produce(Array(Self.lines[1_000..<1_000 + records]), partitions: 1)
        if !keepsState { try sandbox.removeSnapshots() }
        for truncated in ["fail", "earliest", "latest"] {
            let output = try run(sandbox, try sandbox.pipeline(truncated: truncated))
            #expect(output.status == 65 && output.standardError.contains(said), "\(output.standardError)")
        }
        #expect(try sandbox.contents() == rows)
    }

    /// Records that are gone are counted, by whatever way the run goes on without them.
    @Test(.timeLimit(.minutes(10)), arguments: [("earliest", 7, 0), ("latest", 128, 121)])
    func recordsThatAreGoneAreCounted(truncated: String, missing: Int, start: Int) throws {
        let sandbox = try sandbox()
        try sandbox.produce(Array(Self.lines[..<120]), partitions: 1)
        try sandbox.migrate()
        // As if the log had begun earlier, and been cut since.
        try sandbox.ask(
            """
            insert into millrace.progress (pipeline, source, topic, partition, start_offset, next_offset)
            values ('under-test', 'cells', '\(sandbox.topic)', 0, -7, -5)
            """)
        let run = try sandbox.start(try sandbox.pipeline(truncated: truncated, http: "127.0.0.1:0"))
        try sandbox.wait("its word") {
            run.standardError.contains("7 are gone; going on at \(start), as truncated: \(truncated) says")
        }
        #expect(
            try StatusPages(run).metrics()["millrace_missing_records_total"] == ["source=\"cells\"": Double(missing)])
        try sandbox.append(Array(Self.lines[120..<200]))
        try sandbox.wait("the end") { try sandbox.written() == 201 }
        run.terminate()
        #expect(try run.finish().status == 0)
        let values = try sandbox.ask(
            "select (select count(*) from millrace.observation) + (select count(*) from millrace.dead_letter)")
        let expected = truncated == "latest" ? 80 : 200
        #expect(abs((Int(values.trimmed) ?? 0) - expected) < 20, "\(values)")
    }

    /// They are read from their beginning, whatever `start` says.
    @Test(.timeLimit(.minutes(10)), arguments: ["earliest", "latest"])
    func partitionsThatAreAdded(start: String) throws {
        let sandbox = try sandbox()
        try sandbox.produce([], partitions: 2)
        try sandbox.migrate()
        let refresh = "topic.metadata.refresh.interval.ms: 500"
        let run = try sandbox.start(try sandbox.pipeline(start: start, kafka: refresh))
        try sandbox.wait("the partitions") { run.standardError.contains("taking over") }
        let tool = try KafkaTool(sandbox.brokers)
        try tool.add(to: sandbox.topic, partitionsUpTo: 4)
        // Two of the four get records at once, before anybody reads them; and one stays idle.
        let keys = ["cell-1", "cell-2", "cell-3", "cell-5", "cell-7", "cell-11"]
        let lines = Self.lines.filter { keys.contains(String($0.prefix { $0 != "\t" })) }
        try sandbox.append(lines)
        try sandbox.wait("their records") {
            try sandbox.ask(
                "select count(*) > 1 from millrace.progress where partition >= 2 and next_offset > 0") == "t\n"
                && sandbox.written() == lines.count + 1
        }
        run.terminate()
        #expect(try run.finish().status == 0)
        // From the latest on, the first record of all is left out.
        let tables = start == "latest" ? ["forecast", "latest", "observation"] : nil
        try sandbox.expectUndisturbed(atLeast: 50_000, tables: tables)
    }

    /// Away and back, with a new batch each time.
    @Test(.timeLimit(.minutes(10))) func aBrokerThatGoesAndComesBack() throws {
        let folder = try URL.newFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let broker = try PrivateBroker(in: folder)
        let sandbox = try sandbox(brokers: broker.address)
        try sandbox.produce([], partitions: 4)
        try sandbox.migrate()
        let run = try sandbox.start(try sandbox.pipeline(http: "127.0.0.1:0"))
        let page = try StatusPages(run)
        for part in 0..<3 {
            try sandbox.append(Array(Self.lines[part * Self.lines.count / 3..<(part + 1) * Self.lines.count / 3]))
            try broker.stop()
            try sandbox.wait("a reason") {
                try page.reasons().contains { $0.hasPrefix("source cells: no broker at") }
            }
            try broker.start()
            try sandbox.wait("the broker") { try page.isReady() }
        }
        #expect(run.standardError.contains("the brokers answer again"))
        try sandbox.expectRest(of: run, records: Self.lines.count)
    }

    /// Every partition changes its leader while it is read, and brokers are away for a while.
    @Test(.timeLimit(.minutes(10))) func leadersThatChange() throws {
        let name = "mock-\(UUID().uuidString.prefix(8))"
        let mock = try MockCluster(topic: name, partitions: 4, replicas: 3)
        let sandbox = try sandbox(brokers: mock.address)
        sandbox.share(topic: name)
        let tool = try KafkaTool(mock.address)
        try tool.produce([Self.lines[0]] + Self.lines[..<Self.half], to: name)
        try sandbox.migrate()
        let run = try sandbox.start(try sandbox.pipeline())
        try sandbox.wait("some work") { try sandbox.written() >= 200 }
        for round in 0..<6 as Range<Int32> {
            for partition in 0..<4 as Range<Int32> { mock.moveLeader(of: partition, to: (round + partition) % 3 + 1) }
            mock.takeDown(round % 3 + 1)
            usleep(300_000)
            mock.bringUp(round % 3 + 1)
            // In order: what comes later in time is of a later round.
            let part = Self.lines.count - Self.half
            let begin = Self.half + Int(round) * part / 6
            try tool.produce(Array(Self.lines[begin..<Self.half + (Int(round) + 1) * part / 6]), to: name)
        }
        try sandbox.expectRest(of: run, records: Self.lines.count)
    }

    /// What a producer took back is not read; the markers of transactions hold up no end.
    @Test(.timeLimit(.minutes(10))) func transactionsOfProducers() throws {
        let sandbox = try sandbox()
        try sandbox.produce([], partitions: 2)
        try sandbox.migrate()
        // Two, since noida-db has a consumer that begins behind what a producer took back take all of that producer's for taken
        // back; with as many partitions for a key as the plain topic has.
        let producers = try ["commits", "aborts"].map {
            try KafkaTool(
                sandbox.brokers, ["transactional.id": "\(sandbox.topic)-\($0)", "partitioner": "murmur2_random"])
        }
        let aborted = Self.lines[..<100].map { $0.replacing("cell-", with: "aborted-") }
        try producers[1].transact(aborted, to: sandbox.topic, commits: false, isFirst: true)
        try producers[0].transact(Array(Self.lines[..<600]), to: sandbox.topic, commits: true, isFirst: true)
        try producers[1].transact(aborted, to: sandbox.topic, commits: false, isFirst: false)
        #expect(try run(sandbox).status == 0)
        try producers[0].transact(Array(Self.lines[600..<1_200]), to: sandbox.topic, commits: true, isFirst: false)
        try producers[1].transact(aborted, to: sandbox.topic, commits: false, isFirst: false)
        let output = try run(sandbox)
        #expect(output.status == 0, "\(output.standardError)")
        #expect(try sandbox.ask("select count(*) from millrace.series where key like 'aborted-%'") == "0\n")
        #expect(
            try sandbox.ask("select count(*) from millrace.dead_letter where payload::text like '%aborted-%'") == "0\n")
        let plain = try self.sandbox()
        try plain.produce(Array(Self.lines[..<1_200]), partitions: 2)
        try plain.migrate()
        #expect(try run(plain).status == 0)
        for table in ["forecast", "observation", "latest"] {
            #expect(try sandbox.contents()[table] == plain.contents()[table], "\(table)")
        }
    }

    @Test(.timeLimit(.minutes(10)), arguments: ["gzip", "snappy", "lz4", "zstd"])
    func compressedBatches(codec: String) throws {
        let sandbox = try sandbox()
        try sandbox.produce([], partitions: 1)
        try sandbox.migrate()
        let tool = try KafkaTool(sandbox.brokers, ["compression.codec": codec, "linger.ms": "100"])
        try tool.produce(Array(Self.lines[..<1_000]), to: sandbox.topic)
        let output = try run(sandbox)
        #expect(output.status == 0, "\(output.standardError)")
        #expect(try sandbox.ask("select next_offset from millrace.progress") == "1001\n")
        let plain = try self.sandbox()
        try plain.produce(Array(Self.lines[..<1_000]), partitions: 1)
        try plain.migrate()
        #expect(try run(plain).status == 0)
        #expect(try sandbox.contents()["forecast"] == plain.contents()["forecast"])
    }
}
