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

    @Test func itIsReadOnceAndTakenWithAnEpoch() throws {
        let reader = try #require(try stage.sink.makeFeedbackReader())
        #expect(try reader.unread(shouldGiveUp: { false }).isEmpty)
        try stage.database.execute(
            """
            insert into millrace.feedback (verdict, anomaly_id) select 'false_alarm', anomaly_id from millrace.anomalies order by key;
            insert into millrace.feedback (verdict, pipeline, key, starts_at) values ('expected', 'p', 'c5', '2026-01-01Z');
            insert into millrace.feedback (verdict, metric, ends_at) values ('confirmed', 'load', 'infinity');
            insert into millrace.series (pipeline, model, key, metric) values ('q', 'm', 'c5', 'load');
            insert into millrace.feedback (verdict, pipeline, key) values ('expected', 'q', 'c5')
            """)
        let found = try reader.unread(shouldGiveUp: { false })
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
        #expect(try reader.unread(shouldGiveUp: { false }).isEmpty)
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
        #expect(try other.unread(shouldGiveUp: { false }).map(\.number) == [1, 2, 3, 4])
        #expect(try stage.makeWriter().feedback(of: stage.partition, shouldGiveUp: { false }) == [1])
        let elsewhere = PartitionID(source: "s", topic: "t", partition: 1)
        #expect(try writer.feedback(of: elsewhere, shouldGiveUp: { false }).isEmpty)
        // Who comes days later is told what nobody has taken.
        try stage.database.execute("update millrace.feedback set created_at = created_at - interval '25 hours'")
        let next = try #require(try stage.sink.makeFeedbackReader())
        #expect(try next.unread(shouldGiveUp: { false }).map(\.number) == [2, 3, 4])
        #expect(try writer.inputs(of: stage.partition, from: 0, shouldGiveUp: { false }) == epoch.inputs)
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

    /// As it stands in tables that were written before such times were refused.
    @Test func aTimeThatIsNotOneHoldsUpNothing() throws {
        try stage.database.execute(
            """
            alter table millrace.feedback disable trigger check_feedback;
            insert into millrace.feedback (verdict, key, starts_at, ends_at)
            values ('expected', 'zz', '4713-01-01Z BC', '294276-12-31Z');
            insert into millrace.feedback (verdict, key) values ('expected', 'c0')
            """)
        let found = try #require(try stage.sink.makeFeedbackReader()).unread(shouldGiveUp: { false })
        #expect(found.map(\.key) == ["zz", "c0"])
        #expect(found[0].from == Timestamp(rfc3339: "0001-01-01T00:00:00Z"))
        #expect(found[0].to == Timestamp(rfc3339: "9999-12-31T00:00:00Z"))
    }
}
