import Foundation
import PipelineSpec
import StreamRuntime
import Testing
import TimeSeries

@testable import PostgresConnector

/// What people write of anomalies, and how the pipeline reads it.
@Suite(.enabled(if: TestDatabase.server != nil, "needs PostgreSQL, which `make test` starts"))
struct FeedbackTests {
    private let stage: AlertStage

    init() throws {
        stage = try AlertStage()
        try stage.commit([.made(.firing, 0), .made(.firing, 1, opened: 60)])
        try stage.commit([.made(.resolved, 0, sequence: 1, at: 90)])
    }

    private func time(_ seconds: Int64) -> Timestamp {
        Timestamp(microseconds: AlertStage.start.microseconds + seconds * 1_000_000)
    }

    private func read(_ reader: any FeedbackReader, all: Bool = false) throws -> [Feedback] {
        var found: [Feedback] = []
        try reader.read(all: all, shouldGiveUp: { false }) { found += $0 }
        return found
    }

    @Test func itIsReadOnceAndTakenWithAnEpoch() throws {
        let reader = try #require(try stage.sink.makeFeedbackReader())
        #expect(try read(reader).isEmpty)
        try stage.database.execute(
            """
            insert into millrace.feedback (verdict, anomaly_id) select 'false_alarm', anomaly_id from millrace.anomalies order by key;
            insert into millrace.feedback (verdict, pipeline, key, starts_at) values ('expected', 'p', 'c5', '2026-01-01Z');
            insert into millrace.feedback (verdict, metric, ends_at) values ('confirmed', 'load', 'infinity');
            insert into millrace.series (pipeline, model, key, metric) values ('q', 'm', 'c5', 'load');
            insert into millrace.feedback (verdict, pipeline, key) values ('expected', 'q', 'c5')
            """)
        let found = try read(reader)
        #expect(
            found == [
                Feedback(
                    number: 1, verdict: .falseAlarm, model: "m", key: "c0", metric: "load", from: time(0), to: time(90)),
                Feedback(
                    number: 2, verdict: .falseAlarm, model: "m", key: "c1", metric: "load", from: time(60), to: time(60)
                ),
                Feedback(
                    number: 3, verdict: .expected, model: nil, key: "c5", metric: nil,
                    from: Timestamp(rfc3339: "2026-01-01T00:00:00Z"), to: nil),
                Feedback(number: 4, verdict: .confirmed, model: nil, key: nil, metric: "load", from: nil, to: nil),
            ])
        #expect(try read(reader).isEmpty)
        #expect(try read(reader, all: true) == found, "for a partition that has come")
        #expect(try read(reader).isEmpty)
        let writer = try stage.makeWriter()
        var epoch = Epoch(partition: stage.partition, startingAt: 2, firstIntroduced: 8)
        epoch.inputs = [StampedInput(sequence: 1, offset: 2, input: SideInput(.feedback(found[0])))]
        try writer.commit(epoch, shouldGiveUp: { false })
        #expect(
            try stage.ask("select feedback_id from millrace.feedback where taken_at is null order by 1") == [
                "2", "3", "4", "5",
            ])
        // Another process is told of it too, for its partitions; this one knows that it has taken it.
        let other = try #require(try stage.sink.makeFeedbackReader())
        #expect(try read(other).map(\.number) == [1, 2, 3, 4])
        #expect(try stage.makeWriter().feedback(of: stage.partition, shouldGiveUp: { false }) == [1])
        let elsewhere = PartitionID(source: "s", topic: "t", partition: 1)
        #expect(try writer.feedback(of: elsewhere, shouldGiveUp: { false }).isEmpty)
        // Who comes days later is told what nobody has taken.
        try stage.database.execute("update millrace.feedback set created_at = created_at - interval '25 hours'")
        let next = try #require(try stage.sink.makeFeedbackReader())
        #expect(try read(next).map(\.number) == [2, 3, 4])
        #expect(try writer.inputs(of: stage.partition, from: 0, shouldGiveUp: { false }) == epoch.inputs)
    }

    /// The rows of `feedback` in the database of a second sink are other feedback, whatever their numbers.
    @Test func aSecondSinkKeepsWhatWasTakenInAndMarksNothing() throws {
        stage.takeNoFeedback()
        #expect(try stage.sink.makeFeedbackReader() == nil)
        try stage.database.execute("insert into millrace.feedback (verdict, key) values ('expected', 'c1')")
        let writer = try stage.makeWriter()
        var epoch = Epoch(partition: stage.partition, startingAt: 2, firstIntroduced: 8)
        let feedback = Feedback(number: 1, verdict: .expected, model: nil, key: "c2", metric: nil, from: nil, to: nil)
        epoch.inputs = [StampedInput(sequence: 1, offset: 2, input: SideInput(.feedback(feedback)))]
        try writer.commit(epoch, shouldGiveUp: { false })
        #expect(try stage.ask("select taken_at is null from millrace.feedback") == ["t"])
        #expect(try writer.feedback(of: stage.partition, shouldGiveUp: { false }).isEmpty)
        #expect(try writer.inputs(of: stage.partition, from: 0, shouldGiveUp: { false }) == epoch.inputs)
    }

    /// More than are read at once, some of which a transaction that began earlier brings later.
    @Test func manyAreReadInPartsAndNoneIsMissedOrToldTwice() throws {
        let reader = try #require(try stage.sink.makeFeedbackReader())
        let late = try PostgresServer(Secret(stage.database.url), owner: "test").connect()
        let insert = "insert into millrace.feedback (verdict, pipeline, ends_at) "
        try late.execute("begin; \(insert) values ('expected', 'p', '2026-01-01Z')")
        try stage.database.execute("\(insert) select 'expected', 'p', '2026-01-01Z' from generate_series(1, 9000)")
        var parts: [[Int64]] = []
        try reader.read(all: false, shouldGiveUp: { false }) { parts.append($0.map(\.number)) }
        #expect(parts.map(\.count) == [4_096, 4_096, 808] && parts.joined().elementsEqual(2...9_001))
        try late.execute("commit")
        #expect(try read(reader).map(\.number) == [1])
        try stage.database.execute(
            "update millrace.feedback set created_at = created_at - interval '2 hours' where feedback_id <= 5000")
        #expect(try read(reader).isEmpty)
        #expect(try read(reader, all: true).count == 9_001)
        try stage.database.execute("\(insert) values ('expected', 'p', '2026-01-01Z')")
        #expect(try read(reader).map(\.number) == [9_002])
        #expect(try read(reader).isEmpty)
    }

    @Test(arguments: [
        ("anomaly_id", "999", "there is no anomaly 999"), ("note", "'x'", "says what it is about"),
        ("anomaly_id, key", "1, 'c0'", "not both"), ("pipeline, key", "'r', 'c0'", "no series of a pipeline r"),
        ("starts_at, ends_at", "'2026-01-02Z', '2026-01-01Z'", "before it starts"),
        ("key, ends_at", "'zz', '294276-12-31Z'", "outside of the years"),
        ("key, ends_at", "'zz', '-infinity'", "outside of the years"),
        ("key, starts_at", "'zz', 'infinity'", "outside of the years"),
        ("key, starts_at", "'zz', '0044-03-15Z BC'", "outside of the years"),
    ]) func mistakesAreToldWhoeverMakesThem(columns: String, values: String, message: String) throws {
        let error = #expect(throws: PostgresFailure.self) {
            try stage.database.execute(
                "insert into millrace.feedback (verdict, \(columns)) values ('expected', \(values))")
        }
        #expect(error?.message.contains(message) == true)
        #expect(throws: PostgresFailure.self) {
            try stage.database.execute("insert into millrace.feedback (verdict, key) values ('wrong', 'c0')")
        }
    }

    /// The key is `north/c1`: of two fields.
    @Test func whatIsAboutNoSeriesIsRefusedOrWarnedOfWithWhatIsLikeIt() throws {
        try stage.database.execute(
            """
            insert into millrace.series (pipeline, model, key, metric) values
            ('p', 'm', 'north/c1', 'load'), ('p', 'm', 'south/c12', 'load'), ('q', 'm', 'west/c1', 'calls')
            """)
        func insert(_ verdict: String, _ columns: String, _ values: String) throws {
            try stage.database.execute(
                "insert into millrace.feedback (verdict, \(columns)) values ('\(verdict)', \(values))")
        }
        for (columns, values, message, hint) in [
            (
                "key", "'c12'", "there is no series of key c12: nothing of it can have been a false alarm",
                "The fields of a key are joined by /. Keys like it: south/c12."
            ),
            ("pipeline, key", "'p', 'NORTH'", "of pipeline p, key NORTH", "Keys like it: north/c1."),
            ("pipeline, key", "'q', 'north'", "of pipeline q, key north", "What there is: select pipeline"),
            (
                "key, metric", "'north/c1', 'calls'", "of key north/c1, metric calls",
                "The key is there, with: pipeline p, model m, metric load."
            ), ("model", "'n'", "of model n", "What there is: select pipeline"),
        ] {
            try stage.database.execute(
                """
                create temporary table if not exists told (message text, hint text);
                do $$
                declare
                    m text;
                    h text;
                begin
                    insert into millrace.feedback (verdict, \(columns)) values ('false_alarm', \(values));
                exception when foreign_key_violation then
                    get stacked diagnostics m = message_text, h = pg_exception_hint;
                    insert into told values (m, h);
                end $$
                """)
            let told = try stage.ask("delete from told returning message || '. ' || hint")
            #expect(told.count == 1 && told[0].contains(message) && told[0].contains(hint), "\(told)")
        }
        #expect(throws: PostgresFailure.self) { try insert("confirmed", "key", "'c12'") }
        try insert("false_alarm", "pipeline, model, key, metric", "'p', 'm', 'north/c1', 'load'")
        try insert("confirmed", "metric", "'calls'")
        // Of what is planned for a series that is still to come.
        try insert("expected", "key, ends_at", "'north/c99', '2030-01-01Z'")
        #expect(try stage.ask("select key from millrace.feedback order by 1") == ["north/c1", "north/c99", "null"])
    }

    /// As it stands in tables that were written before such times were refused.
    @Test func aTimeThatIsNotOneHoldsUpNothing() throws {
        try stage.database.execute(
            """
            alter table millrace.feedback disable trigger check_feedback;
            insert into millrace.feedback (verdict, key, starts_at, ends_at)
            values ('expected', 'zz', '4713-01-01Z BC', '294276-12-31Z');
            insert into millrace.feedback (verdict, key) values ('expected', 'c0')
            """)
        let found = try read(try #require(try stage.sink.makeFeedbackReader()))
        #expect(found.map(\.key) == ["zz", "c0"])
        #expect(found[0].from == Timestamp(rfc3339: "0001-01-01T00:00:00Z"))
        #expect(found[0].to == Timestamp(rfc3339: "9999-12-31T00:00:00Z"))
    }
}
