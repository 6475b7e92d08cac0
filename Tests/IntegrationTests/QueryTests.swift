import Foundation
import Testing

/// What people ask of the tables, on rows whose answers are known.
@Suite(.enabled(if: Services.available != nil, Comment(rawValue: Services.reason)))
struct QueryTests {
    private let sandbox: Sandbox

    /// Two origins an hour apart, two horizons; the first forecast has come true, the second by one observation.
    init() throws {
        sandbox = try Sandbox()
        try sandbox.migrate()
        try sandbox.ask(
            """
            insert into millrace.series (pipeline, model, key, metric, first_seen)
            values ('p', 'm', 'cell', 'load', '2026-01-31T22:00Z');
            select millrace.ensure_partition(t, d) from unnest(array['millrace.forecast'::regclass, 'millrace.observation']) t,
                unnest(array['2026-01-31'::date, '2026-02-01']) d;
            insert into millrace.forecast
                (series_id, origin, step, value, observations, mean, lower_80, upper_80, lower_95, upper_95)
            values
                (1, '2026-01-31T23:00Z', '1h', 10, 20, '{12,14}', '{11,12}', '{13,16}', '{10,10}', '{14,18}'),
                (1, '2026-02-01T00:00Z', '1h', 13, 21, '{15,17}', '{14,15}', '{16,19}', '{13,13}', '{17,21}');
            insert into millrace.forecast_latest select * from millrace.forecast where observations = 21;
            insert into millrace.observation (series_id, number, time, value)
            values (1, 20, '2026-01-31T23:00Z', 10), (1, 21, '2026-02-01T00:00Z', 13), (1, 22, '2026-02-01T01:00Z', 19)
            """)
    }

    private func rows(_ sql: String) throws -> [String] {
        try sandbox.ask("set timezone = 'UTC'; " + sql).split(separator: "\n").map(String.init)
    }

    @Test func aRowAHorizon() throws {
        #expect(
            try rows("select horizon, at, mean, lower_80, upper_95 from millrace.forecast_points order by horizon") == [
                "1|2026-02-01 01:00:00+00|15|14|17", "2|2026-02-01 02:00:00+00|17|15|21",
            ])
        #expect(try rows("select count(*), sum(mean) from millrace.forecast_history") == ["4|58"])
        #expect(try rows("select status, observations from millrace.series_status") == ["live|21"])
    }

    @Test(arguments: [
        ("00:00", ["13|13|13"]), ("00:30", ["14|13.5|15"]), ("01:00", ["15|14|17"]), ("01:30", ["16|14.5|19"]),
        ("02:00", ["17|15|21"]), ("02:01", []),
    ])
    func theForecastAtATimeLiesBetweenItsHorizons(clock: String, expected: [String]) throws {
        let time = "2026-02-01T\(clock)Z"
        #expect(
            try rows("select mean, lower_80, upper_95 from millrace.forecast_at('cell', 'load', '\(time)')")
                == expected)
        #expect(try rows("select 1 from millrace.forecast_at('cell', 'load', '2026-01-31T23:59Z')").isEmpty)
    }

    @Test func whatWasBelievedThen() throws {
        func means(_ time: String) throws -> [String] {
            try rows("select horizon, mean from millrace.forecast_as_of('cell', 'load', '\(time)') order by 1")
        }
        #expect(try means("2026-01-31T22:59Z") == [])
        #expect(try means("2026-01-31T23:59Z") == ["1|12", "2|14"])
        #expect(try means("2026-02-05T00:00Z") == ["1|15", "2|17"])
    }

    @Test func forecastsBesideWhatHappened() throws {
        #expect(
            try rows(
                "select horizon, actual, mean, persistence from millrace.forecast_vs_actual order by horizon, origin")
                == ["1|13|12|10", "1|19|15|13", "2|19|14|10"])
        // |13−12| and |19−15| beside |13−10| and |19−13|; one of two was inside 80 %, and inside 95 %.
        #expect(
            try rows(
                """
                select horizon, n, mae, mae_persistence, round(ratio::numeric, 4), coverage_80, coverage_95
                from millrace.accuracy order by horizon
                """) == ["1|2|2.5|4.5|0.5556|0.5|0.5", "2|1|5|9|0.5556|0|0"])
    }

    /// A third forecast with three levels, by a model of another key.
    private func addLevels() throws {
        try sandbox.ask(
            """
            insert into millrace.series (pipeline, model, key, metric) values ('p', 'm', 'wide', 'load');
            insert into millrace.forecast_latest
                (series_id, origin, step, value, observations, mean, lower_80, upper_80, levels, lower, upper)
            values (2, '2026-02-01T00:00Z', '1h', 13, 21, '{15,17}', '{14,15}', '{16,19}', '{50,80,99}',
                    '{{14.5,16},{14,15},{10,9}}', '{{15.5,18},{16,19},{20,25}}');
            insert into millrace.forecast select * from millrace.forecast_latest where series_id = 2;
            insert into millrace.observation (series_id, number, time, value)
            values (2, 21, '2026-02-01T00:00Z', 13), (2, 22, '2026-02-01T01:00Z', 16), (2, 23, '2026-02-01T02:00Z', 26)
            """)
    }

    @Test func anyLevelIsAskedFor() throws {
        try addLevels()
        func interval(_ key: String, _ level: Int) throws -> [String] {
            try rows(
                "select horizon, mean, lower, upper from millrace.forecast_interval('\(key)', 'load', \(level)) order by 1"
            )
        }
        #expect(try interval("wide", 50) == ["1|15|14.5|15.5", "2|17|16|18"])
        #expect(try interval("wide", 80) == ["1|15|14|16", "2|17|15|19"])
        #expect(try interval("wide", 99) == ["1|15|10|20", "2|17|9|25"])
        #expect(try interval("wide", 95).isEmpty)
        #expect(try interval("cell", 95) == ["1|15|13|17", "2|17|13|21"])
        #expect(try interval("cell", 50).isEmpty)
        #expect(
            try rows(
                "select key, array_agg(level order by level) from millrace.forecast_intervals where horizon = 1 group by 1"
            )
            .sorted() == ["cell|{80,95}", "wide|{50,80,99}"])
        #expect(
            try rows(
                "select horizon, level, n, coverage from millrace.coverage where key = 'wide' order by horizon, level")
                == ["1|50|1|0", "1|80|1|1", "1|99|1|1", "2|50|1|0", "2|80|1|0", "2|99|1|0"])
        // A level that is not listed has no column, and no accuracy.
        #expect(
            try rows("select lower_80, lower_95 from millrace.forecast_points where key = 'wide' order by horizon")
                == ["14|", "15|"])
        #expect(
            try rows("select coverage_80, coverage_95 from millrace.accuracy where key = 'wide' order by horizon")
                == ["1|", "0|"])
        let shown = try sandbox.millrace("series", "show", "wide", "load")
        #expect(shown.standardOutput.contains("outside its 99 % interval") && shown.standardOutput.contains("▒ 50 %"))
    }

    /// Targets at 01:00 and 02:00.
    @Test(arguments: [
        ("('2026-02-01T01:00Z', 19)", ["1|19|15"]),
        // Between neighbours that are two steps apart, and no further.
        ("('2026-02-01T00:30Z', 10), ('2026-02-01T02:30Z', 30)", ["1|15|15", "2|25|17"]),
        ("('2026-02-01T00:30Z', 10), ('2026-02-01T02:31Z', 30)", []),
        // What was observed just then counts, however long nothing came before.
        ("('2026-02-01T02:00Z', 30)", ["1|21.5|15", "2|30|17"]),
        ("('2026-02-01T00:10Z', 1), ('2026-02-01T02:11Z', 5), ('2026-02-01T03:00Z', 9)", []),
    ])
    func forecastsCountedInTimeMeetWhatWasThereThen(observations: String, expected: [String]) throws {
        try sandbox.ask(
            """
            delete from millrace.observation where number = 22;
            insert into millrace.observation (series_id, number, time, value)
            select 1, 21 + row_number() over (order by t), t::timestamptz, v from (values \(observations)) o (t, v)
            """)
        #expect(
            try rows(
                """
                select horizon, actual, mean from millrace.forecast_vs_actual
                where origin = '2026-02-01T00:00Z' order by horizon
                """) == expected)
    }

    @Test func forecastsCountedInObservationsMeetTheNextOnes() throws {
        try sandbox.ask(
            """
            update millrace.forecast set counting = 'observations';
            insert into millrace.observation (series_id, number, time, value)
            values (1, 23, '2026-02-20T00:00Z', 18)
            """)
        #expect(
            try rows(
                """
                select origin, horizon, time, actual, mean from millrace.forecast_vs_actual order by origin, horizon
                """) == [
                    "2026-01-31 23:00:00+00|1|2026-02-01 00:00:00+00|13|12",
                    "2026-01-31 23:00:00+00|2|2026-02-01 01:00:00+00|19|14",
                    "2026-02-01 00:00:00+00|1|2026-02-01 01:00:00+00|19|15",
                    "2026-02-01 00:00:00+00|2|2026-02-20 00:00:00+00|18|17",
                ])
    }

    @Test(arguments: [
        "accuracy", "anomalies", "dead_letters", "explanation", "feedback", "latest", "open_alerts", "progress",
        "silence", "undelivered", "unusual", "worst_series",
    ])
    func shippedQueriesRun(name: String) throws {
        let query = Shell.root.appendingPathComponent("sql/queries/\(name).sql")
        _ = try rows(try String(contentsOf: query, encoding: .utf8))
    }

    @Test func aSeriesIsShownWithItsAnomalies() throws {
        try sandbox.ask(
            """
            insert into millrace.anomaly (series_id, started, peaked, last, ended, observations, score, return_period, kind,
                                          severity, explanation)
            values (1, '2026-02-01T00:00Z', '2026-02-01T00:00Z', '2026-02-01T00:00Z', '2026-02-01T01:00Z', 1, 4, '34 days',
                    'spike', 'critical', '{"sentence": "it rose"}'),
                   (1, '2026-02-01T00:30Z', '2026-02-01T00:40Z', '2026-02-01T00:40Z', null, 0, 9, '1 day', 'absent',
                    'warning', '{"sentence": "it is silent"}')
            """)
        let shown = try sandbox.millrace("series", "show", "cell", "load").standardOutput
        #expect(shown.contains("\n       ▲\n") && shown.contains("▲ part of an anomaly"), "\(shown)")
        #expect(
            shown.contains(
                """
                anomalies:
                  2: 2026-02-01 00:30 to now, warning: it is silent
                  1: 2026-02-01 00:00, critical: it rose
                """))
        // A silence lasts until something is heard, an anomaly until the last that is unusual.
        try sandbox.ask("update millrace.anomaly set ended = '2026-02-01T02:00Z' where kind = 'absent'")
        let over = try sandbox.millrace("series", "show", "cell", "load").standardOutput
        #expect(over.contains("  2: 2026-02-01 00:30 to 2026-02-01 02:00, warning: it is silent\n"), "\(over)")
        let old = try sandbox.millrace("series", "show", "cell", "--to", "2026-01-31T23:30:00Z").standardOutput
        #expect(!old.contains("▲") && !old.contains("anomalies:") && !old.contains("━ forecast"), "\(old)")
        let first = try sandbox.millrace("series", "show", "cell", "--from", "2026-02-01", "--last", "1").standardOutput
        #expect(first.contains("▲") && first.contains(" 2026-02-01 00:00 2026-02-01 00:00"), "\(first)")
        #expect(try sandbox.millrace("series", "show", "cell", "--from", "noon").status == 64)
    }

    @Test func aSeriesIsFoundAmongManyWhoseKeysContainIts() throws {
        try sandbox.ask(
            """
            insert into millrace.series (pipeline, model, key, metric)
            select 'p', 'm', '0-cell-' || n, 'load' from generate_series(1, 1500) n
            """)
        let shown = try sandbox.millrace("series", "show", "cell", "load")
        #expect(shown.status == 0 && shown.standardOutput.contains("21 observations"), "\(shown.standardError)")
        #expect(try sandbox.millrace("series", "show", "cel").status == 65)
    }

    /// As people see it: the key has two fields, of which one was given.
    @Test func feedbackOnASeriesToComeIsTakenWithAWarning() throws {
        try sandbox.ask(
            """
            insert into millrace.series (pipeline, model, key, metric) values ('p', 'm', 'cell-17/S', 'load'),
            ('p', 'm', 'cell-17/N', 'load')
            """)
        func say(_ verdict: String, _ key: String) throws -> Shell.Output {
            let sql =
                "insert into millrace.feedback (verdict, key, ends_at) values ('\(verdict)', '\(key)', '2030-01-01Z')"
            return try Shell.run(Shell.find("psql"), [sandbox.database, "-Xc", sql])
        }
        let hint = "HINT:  The fields of a key are joined by /. Keys like it: cell-17/N, cell-17/S.\n"
        let warned = try say("expected", "cell-17")
        #expect(warned.status == 0 && warned.standardOutput == "INSERT 0 1\n")
        #expect(
            warned.standardError.hasPrefix(
                "WARNING:  there is no series of key cell-17 yet: this waits until there is one\n" + hint))
        let refused = try say("confirmed", "cell-17")
        #expect(refused.status == 1)
        #expect(
            refused.standardError.hasPrefix(
                "ERROR:  there is no series of key cell-17: nothing of it can have been confirmed\n" + hint))
        let right = try say("confirmed", "cell-17/S")
        #expect(right.status == 0 && right.standardError.isEmpty)
    }
}
