import Foundation
import Testing

/// What people ask of the tables, on rows whose answers are known.
@Suite(.enabled(if: Services.available != nil, Comment(rawValue: Services.reason)))
struct QueryTests {
    private let sandbox: Sandbox

    /// Two origins an hour apart, two horizons; the first forecast has come true, the second by one observation.
    init() throws {
        sandbox = try Sandbox(try #require(Services.available))
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

    @Test(arguments: ["accuracy", "dead_letters", "latest", "progress", "unusual", "worst_series"])
    func shippedQueriesRun(name: String) throws {
        let query = Shell.root.appendingPathComponent("sql/queries/\(name).sql")
        _ = try rows(try String(contentsOf: query, encoding: .utf8))
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
}
