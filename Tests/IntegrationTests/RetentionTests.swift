import Foundation
import Testing

/// What is not kept any longer goes, and nothing else.
@Suite(.enabled(if: Services.available != nil, Comment(rawValue: Services.reason)))
struct RetentionTests {
    private let sandbox: Sandbox

    /// Three months of two pipelines; only the first has rows in January.
    init() throws {
        sandbox = try Sandbox()
        try sandbox.migrate()
        try sandbox.ask(
            """
            insert into millrace.series (pipeline, model, key, metric) values ('a', 'm', 'k', 'x'), ('b', 'm', 'k', 'x');
            select millrace.ensure_partition('millrace.observation', d)
            from unnest(array['2020-01-01'::date, '2020-02-01', '2020-03-01']) d;
            insert into millrace.observation (series_id, number, time, value) values
                (1, 1, '2020-01-15Z', 1), (1, 2, '2020-02-15Z', 2), (1, 3, '2020-03-15Z', 3),
                (2, 1, '2020-02-15Z', 4), (2, 2, '2020-03-15Z', 5);
            insert into millrace.forecast_latest
                (series_id, origin, step, value, observations, mean, lower_80, upper_80, lower_95, upper_95)
            select s, '2020-03-15Z', '1d', 1, 3, '{1}', '{1}', '{1}', '{1}', '{1}' from generate_series(1, 2) s
            """)
    }

    private func apply(_ pipeline: String, keep: String) throws {
        try sandbox.ask("select millrace.apply_retention('\(pipeline)', null, '\(keep)', null)")
    }

    private var months: String {
        get throws {
            try sandbox.ask(
                "select string_agg(right(relname, 2), ' ' order by relname) from pg_class where relname ~ '^observation_2020_..$'"
            )
        }
    }

    private var values: String {
        get throws { try sandbox.ask("select string_agg(value::text, ' ' order by value) from millrace.observation") }
    }

    @Test func monthsOfOnePipelineAreDroppedAndSharedOnesAreCleared() throws {
        try apply("a", keep: "100 days")
        #expect(try values == "1 2 3 4 5\n")
        try apply("a", keep: "10 days")
        #expect(try values == "3 4 5\n")
        #expect(try months == "02 03\n")
        try apply("b", keep: "10 days")
        #expect(try values == "3 5\n" && months == "03\n")
    }

    /// At most a row of each table, or a month, in each part.
    @Test func partByPartTheSameGoes() throws {
        try sandbox.ask(
            """
            insert into millrace.observation (series_id, number, time, value)
            select 1, 10 + i, timestamptz '2020-02-16Z' + i * interval '1 min', 9 from generate_series(1, 3) i
            """)
        let part = "select millrace.apply_retention('a', null, '10 days', null, null, 1)"
        var parts = 1
        while try sandbox.ask(part) == "t\n" { parts += 1 }
        #expect(try values == "3 4 5\n" && months == "02 03\n")
        #expect(parts == 6, "January, four rows of February, and nothing")
    }

    /// What is over goes when it is old; what is not, or was not told yet, stays.
    @Test func anomaliesAndIncidentsThatAreOverGo() throws {
        try sandbox.ask(
            """
            insert into millrace.anomaly (series_id, started, peaked, last, ended, observations, score, return_period, kind,
                                          severity, explanation)
            select s, started::timestamptz, started::timestamptz, started::timestamptz, ended::timestamptz, 1, 4, '30 days',
                   'spike', 'warning', '{}'
            from (values (1, '2020-01-10Z', '2020-01-11Z'), (1, '2020-01-12Z', null), (1, '2020-03-14Z', '2020-03-15Z'),
                         (2, '2020-01-10Z', '2020-01-11Z'), (1, '2020-01-13Z', '2020-01-14Z')) v (s, started, ended);
            insert into millrace.feedback (verdict, anomaly_id)
            select 'confirmed', anomaly_id from millrace.anomaly where started = '2020-01-13Z';
            insert into millrace.alert (pipeline, policy, fingerprint, opened, series_id, state, sequence, last, resolved,
                                        severity, score, observations, sentence)
            select 'a', 'noc', name, '2020-01-10Z', 1, case when ended is null then 'firing' else 'resolved' end, 0,
                   '2020-01-10Z', ended::timestamptz, 'warning', 4, 1, ''
            from (values ('told', '2020-01-11Z'), ('waiting', '2020-01-11Z'), ('undecided', '2020-01-11Z'), ('firing', null),
                         ('new', '2020-03-15Z')) v (name, ended);
            insert into millrace.alert_event (alert_id, sequence, change, at, severity, score, observations, sentence, outcome)
            select alert_id, 0, 'firing', opened, severity, 4, 1, '', case when fingerprint <> 'undecided' then 'told' end
            from millrace.alert;
            insert into millrace.delivery (event_id, pipeline, receiver, state)
            select event_id, 'a', 'hook', case fingerprint when 'waiting' then 'waiting' else 'delivered' end
            from millrace.alert_event join millrace.alert using (alert_id) where outcome = 'told'
            """)
        try sandbox.ask("select millrace.apply_retention('a', null, null, null, '30 days')")
        #expect(
            try sandbox.ask("select string_agg(anomaly_id::text, ' ' order by anomaly_id) from millrace.anomaly")
                == "2 3 4 5\n")
        let left = "firing new undecided waiting\n"
        #expect(try sandbox.ask("select string_agg(fingerprint, ' ' order by fingerprint) from millrace.alert") == left)
        #expect(try sandbox.ask("select count(*) from millrace.delivery") == "3\n")
    }

    @Test func aTimeThatHasNotComeYetTakesNothingAway() throws {
        try sandbox.ask(
            """
            with s as (insert into millrace.series (pipeline, model, key, metric) values ('a', 'm', 'odd', 'x') returning series_id)
            insert into millrace.forecast_latest
                (series_id, origin, step, value, observations, mean, lower_80, upper_80, lower_95, upper_95)
            select series_id, '2199-01-01Z', '1d', 1, 3, '{1}', '{1}', '{1}', '{1}', '{1}' from s
            """)
        try apply("a", keep: "100 days")
        #expect(try values == "1 2 3 4 5\n")
    }

    /// Rows of another pipeline that are under way when a month is about to be dropped.
    @Test(.timeLimit(.minutes(1))) func rowsUnderWayAreNotLost() throws {
        let other = try Shell.start(
            Shell.find("psql"),
            [
                sandbox.database, "-Xqc",
                """
                begin; insert into millrace.observation (series_id, number, time, value) values (2, 0, '2020-01-15Z', 6);
                select pg_sleep(1.5); commit
                """,
            ])
        let asleep =
            "select count(*) from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()"
        while try sandbox.ask(asleep) == "0\n" { usleep(10_000) }
        try apply("a", keep: "10 days")
        #expect(try other.finish().status == 0)
        #expect(try values == "3 4 5 6\n")
    }

    /// A run cleans up, also a short one.
    @Test(.timeLimit(.minutes(1))) func aShortRunCleansUp() throws {
        let minute = 1_600_000_000_000
        let lines = [0, 60 * 24 * 70].flatMap { start in
            (0..<30).map { index in
                "c\t{\"cell\":\"c\",\"ts\":\(minute + (start + index) * 60_000),\"load\":\(index)}"
            }
        }
        try sandbox.produce(lines, partitions: 1)
        let sink = "  pg: {type: postgres, forecasts: {keep: 20d}, observations: {keep: 20d}}"
        try sandbox.catchUp(try sandbox.pipeline(sink: sink))
        let left = "from millrace.observation join millrace.series using (series_id) where pipeline = 'under-test'"
        #expect(try sandbox.ask("select count(*), min(time) > '2020-11-01Z' \(left)") == "30|t\n")
    }

    /// Where it may not, the log says so.
    @Test(.timeLimit(.minutes(1))) func missingRightsAreTold() throws {
        try sandbox.ask("alter function millrace.apply_retention rename to apply_retention_once")
        try sandbox.produce(["c\t{\"cell\":\"c\",\"ts\":1600000000000,\"load\":1}"], partitions: 1)
        let sink = "  pg: {type: postgres, forecasts: {keep: 20d}}"
        let output = try sandbox.start(try sandbox.pipeline(sink: sink), "--until-caught-up").finish()
        #expect(output.status == 0 && output.standardError.contains("old rows were not removed"))
    }
}
