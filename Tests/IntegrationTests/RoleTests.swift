import Foundation
import Testing

/// What the roles may do, and what they may not.
@Suite(.enabled(if: Services.available != nil, Comment(rawValue: Services.reason)))
struct RoleTests {
    private let sandbox: Sandbox

    init() throws {
        sandbox = try Sandbox()
        try sandbox.migrate()
        try sandbox.ask(
            """
            insert into millrace.series (pipeline, model, key, metric) values ('p', 'm', 'k', 'x');
            select millrace.ensure_partition('millrace.observation', '2020-01-01');
            insert into millrace.observation (series_id, number, time, value) values (1, 1, '2020-01-15Z', 1)
            """)
    }

    private static let destructive = [
        "select millrace.drop_before('millrace.observation', 'p', '2100-01-01')",
        "select millrace.drop_before('millrace.series', 'p', '2100-01-01')",
        "create table millrace.mine ()", "delete from millrace.migration",
    ]

    @Test func aReaderReadsAndNothingElse() throws {
        #expect(try sandbox.may("millrace_reader", "select * from millrace.observation"))
        #expect(try sandbox.may("millrace_reader", "select * from millrace.forecast_at('k', 'x', now())"))
        #expect(try sandbox.may("millrace_reader", "select * from millrace.forecast_interval('k', 'x', 90)"))
        // A view's functions run with the reader's own rights.
        #expect(try sandbox.may("millrace_reader", "select millrace.value_between(1, now(), '2h')"))
        let writes =
            [
                "insert into millrace.series (pipeline, model, key, metric) values ('p', 'm', 'l', 'x')",
                "delete from millrace.observation", "select millrace.apply_retention('p', '1s', '1s', '1s')",
                "select millrace.ensure_partition('millrace.observation', '2021-01-01')",
            ] + Self.destructive
        for sql in writes { #expect(try !sandbox.may("millrace_reader", sql), "\(sql)") }
    }

    private static let opinions = [
        "insert into millrace.feedback (verdict, key) values ('expected', 'k')",
        "insert into millrace.silence (key, ends_at, reason) values ('k', now() + interval '1 h', 'works')",
        "update millrace.silence set ends_at = now()",
    ]

    @Test func anOperatorReadsAndSaysWhatItThinks() throws {
        for view in ["anomalies", "observations", "open_alerts", "alert_history", "undelivered"] {
            #expect(try sandbox.may("millrace_operator", "select * from millrace.\(view)"))
            #expect(try sandbox.may("millrace_reader", "select * from millrace.\(view)"))
        }
        for sql in Self.opinions {
            #expect(try sandbox.may("millrace_operator", sql), "\(sql)")
            #expect(try !sandbox.may("millrace_reader", sql), "\(sql)")
        }
        let others = [
            "insert into millrace.feedback (verdict, key, taken_at) values ('expected', 'k', now())",
            "update millrace.feedback set taken_at = null", "delete from millrace.silence",
            "delete from millrace.alert",
            "update millrace.delivery set state = 'waiting'",
        ]
        for sql in others + Self.destructive { #expect(try !sandbox.may("millrace_operator", sql), "\(sql)") }
    }

    @Test func aWriterWritesAndMakesMonths() throws {
        let writes = [
            "insert into millrace.series (pipeline, model, key, metric) values ('p', 'm', 'l', 'x')",
            "select millrace.ensure_partition('millrace.forecast', '2021-01-01')",
            "select millrace.apply_retention('p', '1s', '1s', '1s')",
            "insert into millrace.observation (series_id, number, time, value) values (1, 2, '2020-01-16Z', 1)",
        ]
        for sql in writes { #expect(try sandbox.may("millrace_writer", sql), "\(sql)") }
        for sql in Self.destructive + ["select millrace.ensure_partition('millrace.series', '2021-01-01')"] {
            #expect(try !sandbox.may("millrace_writer", sql), "\(sql)")
        }
    }

    @Test func aReaderListsSeries() throws {
        let user = "user_" + UUID().uuidString.lowercased().filter { $0 != "-" }
        try sandbox.ask("create role \(user) login in role millrace_reader")
        defer { _ = try? sandbox.ask("drop role \(user)") }
        var parts = try #require(URLComponents(string: sandbox.database))
        parts.user = user
        let output = try sandbox.millrace("series", "list", "--url", try #require(parts.string))
        #expect(output.status == 0 && output.standardOutput.contains("k"), "\(output.standardError)")
    }

    /// A pipeline runs as a user who is a writer and nothing more.
    @Test(.timeLimit(.minutes(1))) func aWriterRunsAPipeline() throws {
        let user = "user_" + UUID().uuidString.lowercased().filter { $0 != "-" }
        try sandbox.ask("create role \(user) login in role millrace_writer")
        defer { _ = try? sandbox.ask("drop role \(user)") }
        try sandbox.produce(Stream.lines(keys: 2, minutes: 40), partitions: 1)
        var parts = try #require(URLComponents(string: sandbox.database))
        parts.user = user
        let sink = "  pg: {type: postgres, url: \"\(try #require(parts.string))\", observations: {keep: 1d}}"
        let output = try sandbox.start(try sandbox.pipeline(sink: sink), "--until-caught-up").finish()
        #expect(output.status == 0, "\(output.standardError)")
        #expect(!output.standardError.contains("warning"), "\(output.standardError)")
        #expect(try sandbox.ask("select count(*) > 20 from millrace.forecast") == "t\n")
    }
}
