import Foundation
import PipelineSpec
import StreamRuntime
import Testing
import TimeSeries

@testable import PostgresConnector

/// What an epoch writes of anomalies, incidents and side inputs.
@Suite(.enabled(if: TestDatabase.server != nil, "needs PostgreSQL, which `make test` starts"))
struct IncidentRowsTests {
    private let stage: AlertStage

    init() throws { stage = try AlertStage() }

    /// - Parameter after: the newest side input before, where there are none.
    private func epoch(
        _ range: Range<Int64>, inputs: [StampedInput] = [], anomalies: [AnomalyRow] = [], after: Int64 = 0
    ) -> Epoch {
        let before = inputs.first.map { $0.sequence - 1 } ?? after
        var epoch = Epoch(
            partition: stage.partition, startingAt: range.lowerBound, after: before, firstIntroduced: 8)
        epoch.range = range
        epoch.inputs = inputs
        epoch.anomalies = anomalies
        return epoch
    }

    private func tick(_ sequence: Int64, offset: Int64) -> StampedInput {
        StampedInput(sequence: sequence, offset: offset, input: SideInput(.tick(AlertStage.start)))
    }

    private let feedback = Feedback(
        number: 7, verdict: .falseAlarm, model: "m", key: "c\"0/ü", metric: nil,
        from: Timestamp(microseconds: 1_600_000_000_000_001), to: nil)

    @Test func theNewestRowOfAnAnomalyStays() throws {
        let writer = try stage.makeWriter()
        let row = AlertRow.made(.firing, 0).anomaly
        var worse = row
        worse.change = .worsened
        worse.observations = 5
        worse.score = 6
        worse.value = .nan
        worse.returnPeriodMicroseconds = .infinity
        try writer.commit(epoch(0..<1, anomalies: [row, worse]), shouldGiveUp: { false })
        func found() throws -> [String] {
            try stage.ask(
                """
                select concat_ws(' ', key, observations, score, value, return_period, kind, severity, ended is null, sentence)
                from millrace.anomalies
                """)
        }
        let sentence = "load is at 99, where 40 to 60 was expected"
        #expect(try found() == ["c0 5 6 3652 days spike warning t \(sentence)"])
        // A row that is older does nothing.
        try writer.commit(epoch(1..<2, anomalies: [row]), shouldGiveUp: { false })
        #expect(try found() == ["c0 5 6 3652 days spike warning t \(sentence)"])
        worse.end = Timestamp(microseconds: AlertStage.start.microseconds + 9)
        worse.value = 42
        worse.returnPeriodMicroseconds = 1_500_000
        try writer.commit(epoch(2..<3, anomalies: [worse]), shouldGiveUp: { false })
        #expect(try found() == ["c0 5 6 42 00:00:01.5 spike warning f \(sentence)"])
        #expect(
            try stage.ask("select contributions from millrace.anomalies") == [
                #"[{"score": 4, "evidence": "near_error"}]"#
            ])
    }

    @Test func sideInputsComeBackAsTheyWere() throws {
        let writer = try stage.makeWriter()
        let inputs = [
            tick(1, offset: 0), StampedInput(sequence: 2, offset: 3, input: SideInput(.feedback(feedback))),
            tick(3, offset: 5),
        ]
        try writer.commit(epoch(0..<0, inputs: [inputs[0]]), shouldGiveUp: { false })
        try writer.commit(epoch(0..<5, inputs: [inputs[1]]), shouldGiveUp: { false })
        try writer.commit(epoch(5..<5, inputs: [inputs[2]]), shouldGiveUp: { false })
        #expect(try writer.inputs(of: stage.partition, from: 0, shouldGiveUp: { false }) == inputs)
        #expect(try writer.inputs(of: stage.partition, from: 3, shouldGiveUp: { false }) == Array(inputs.dropFirst()))
        #expect(
            try writer.progress(of: stage.partition, shouldGiveUp: { false })
                == PartitionProgress(start: 0, next: 5, epoch: 3, input: 3))
        try stage.database.execute("update millrace.side_input set payload = '{}' where sequence = 2")
        #expect(throws: ConnectorError.self) {
            try writer.inputs(of: stage.partition, from: 0, shouldGiveUp: { false })
        }
    }

    /// Two processes that both think that the partition is theirs, without a record.
    @Test func anotherOwnersInputsFence() throws {
        let (first, second) = (try stage.makeWriter(), try stage.makeWriter())
        try first.commit(epoch(0..<0, inputs: [tick(1, offset: 0)]), shouldGiveUp: { false })
        for late in [epoch(0..<0, inputs: [tick(1, offset: 0)]), epoch(0..<9)] {
            let error = #expect(throws: ConnectorError.self) { try second.commit(late, shouldGiveUp: { false }) }
            #expect(error?.description.contains("at offset 0, side input 1") == true)
        }
        try first.commit(epoch(0..<9, after: 1), shouldGiveUp: { false })
        #expect(try stage.ask("select count(*) from millrace.side_input") == ["1"])
    }

    /// Another sink has kept side inputs before this one was there.
    @Test func aNewSinkMayComeInLate() throws {
        let writer = try stage.makeWriter()
        try writer.commit(epoch(0..<4, after: 5), shouldGiveUp: { false })
        try writer.commit(epoch(4..<4, inputs: [tick(6, offset: 4)]), shouldGiveUp: { false })
        #expect(try writer.progress(of: stage.partition, shouldGiveUp: { false })?.input == 6)
    }

    /// The server ends the connection while it commits an epoch of a side input alone.
    @Test(.timeLimit(.minutes(1))) func aCommitThatDidNotHappenIsTriedAgain() throws {
        try stage.database.execute(
            """
            create sequence tries;
            create function break_once() returns trigger language plpgsql as $$ begin
                if nextval('tries') = 1 then perform pg_terminate_backend(pg_backend_pid()); end if; return null;
            end $$;
            create constraint trigger break_once after insert on millrace.side_input deferrable initially deferred
            for each row execute function break_once()
            """)
        let writer = try stage.makeWriter()
        try writer.commit(epoch(0..<0, inputs: [tick(1, offset: 0)]), shouldGiveUp: { false })
        #expect(try stage.ask("select count(*) from millrace.side_input") == ["1"])
        #expect(try stage.ask("select last_value from tries") == ["2"])
        #expect(try writer.progress(of: stage.partition, shouldGiveUp: { false })?.input == 1)
    }

    /// What a session of another client hears.
    @Test(.timeLimit(.minutes(1))) func changesAreAnnounced() throws {
        let listener = Process()
        let (input, output) = (Pipe(), Pipe())
        listener.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        listener.arguments = ["psql", stage.database.url, "-XAtq"]
        listener.standardInput = input
        listener.standardOutput = output
        try listener.run()
        input.fileHandleForWriting.write(Data("listen millrace_alerts;\n\\echo ready\n".utf8))
        #expect(String(decoding: output.fileHandleForReading.availableData, as: UTF8.self) == "ready\n")
        try stage.commit([.made(.firing, 0), .made(.firing, 1)], twice: true)
        try stage.commit([.made(.resolved, 0, sequence: 1, at: 60)])
        input.fileHandleForWriting.write(Data("select 1;\n".utf8))
        try input.fileHandleForWriting.close()
        let heard = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        listener.waitUntilExit()
        let notices = heard.split(separator: "\n").filter {
            $0.contains("Asynchronous notification \"millrace_alerts\"")
        }
        #expect(notices.map { $0.contains("\"change\" : \"firing\"") } == [true, true, false], "\(heard)")
        #expect(notices[0].contains("\"key\" : \"c0\"") && notices[2].contains("\"change\" : \"resolved\""))
    }

    @Test func scoresOfObservationsAreWritten() throws {
        let writer = try stage.makeWriter()
        var epoch = epoch(0..<2)
        for (offset, score) in [(Int64(0), 3.25), (1, .nan)] {
            var row = ObservationRow(
                offset: offset, series: SeriesNumber(0),
                time: Timestamp(microseconds: AlertStage.start.microseconds + offset),
                value: 1, disposition: .forecast)
            row.score = score
            row.evidence = score * 2
            epoch.observations.append(row)
        }
        try writer.commit(epoch, shouldGiveUp: { false })
        #expect(
            try stage.ask("select coalesce(score || ' ' || evidence, 'none') from millrace.observations order by time")
                == ["3.25 6.5", "none"])
    }
}
