import Foundation
import Testing

/// Levels and counting of one's own, from the pipeline file to every sink, and the accuracy that SQL and a backtest see.
@Suite(.enabled(if: Services.available != nil, Comment(rawValue: Services.reason)))
struct LevelsTests {
    private static let levels = [50, 80, 95, 99]
    private static let horizon = 3
    private let sandbox: Sandbox
    private let file: String

    /// Observations that come late, early or not at all: about one a minute.
    private static var lines: [String] {
        (0..<900).filter { $0 % 17 != 3 && !(400..<404).contains($0) }.map { minute in
            let noise = minute * 7_919 % 1_000
            let time = 1_700_000_000_000 + minute * 60_000 + (minute % 5 == 0 ? 0 : noise % 20_000)
            return "\(time),a,\(50 + 20 * sin(Double(minute) / 9) + Double(noise) / 200)"
        }
    }

    init() throws {
        sandbox = try Sandbox()
        try sandbox.migrate()
        let text = """
            apiVersion: millrace/v1
            pipeline: levels
            sources:
              cells: {type: file, path: in.csv, key: [name], time: {field: time, unit: ms}, values: [load]}
            models:
              timed:
                inputs: [all]
                forecaster: {type: liquid, step: 1m, horizon: 3, seasons: [1h], intervals: [99, 80, 50, 95]}
              counted:
                inputs: [all]
                forecaster: {type: liquid, step: 1m, horizon: 3, seasons: [1h], intervals: 90, count: observations}
            sinks:
              pg: {type: postgres}
              out: {type: file, path: out}
            state: {path: state}
            """
        let input = (["time,name,load"] + Self.lines).joined(separator: "\n")
        try sandbox.folder.write(input, to: "in.csv")
        file = try sandbox.folder.write(text, to: "levels.yaml")
    }

    /// Lines of a file that the run wrote.
    private func objects(_ name: String) throws -> [[String: Any]] {
        let path = sandbox.folder.appendingPathComponent("out/\(name).jsonl")
        return try String(contentsOf: path, encoding: .utf8).split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
    }

    /// Whether both have the same numbers; `JSONSerialization` reads them with an error in the last digit.
    private func areEqual(_ left: [[Double?]], _ right: [[Double?]]) -> Bool {
        left.count == right.count
            && zip(left.joined(), right.joined()).allSatisfy { one, other in
                guard let one, let other else { return one == nil && other == nil }
                return abs(one - other) <= 1e-13 * abs(one)
            }
    }

    private func numbers(_ sql: String) throws -> [[Double?]] {
        try sandbox.ask(sql).split(separator: "\n").map { line in
            line.split(separator: "|", omittingEmptySubsequences: false).map { Double($0) }
        }
    }

    @Test(.timeLimit(.minutes(2))) func everySinkHasEveryLevel() throws {
        let run = try sandbox.millrace("run", file)
        try #require(run.status == 0, "\(run.standardError)")
        try expectForecasts()
        try expectObservations()
        let asked = try sandbox.ask(
            """
            select count(*) from millrace.forecast_interval('a', 'load', 50) n
            join millrace.forecast_interval('a', 'load', 99) w using (model, horizon)
            where w.lower <= n.lower and n.lower <= n.mean and n.mean <= n.upper and n.upper <= w.upper
            """)
        #expect(asked == "\(Self.horizon)\n")
        let levels = try sandbox.ask(
            "select model, string_agg(distinct level::text, ',') from millrace.coverage group by 1 order by 1")
        #expect(levels == "counted|90\ntimed|50,80,95,99\n")
        #expect(try sandbox.ask("select distinct counting from millrace.forecast order by 1") == "observations\ntime\n")
    }

    /// The database's forecasts are the file's.
    private func expectForecasts() throws {
        let lines = try objects("forecasts").filter { $0["model"] as? String == "timed" }
        #expect(lines.count > 700)
        for (place, level) in Self.levels.enumerated() {
            let stored = try numbers(
                """
                select lower[\(place + 1)][h], upper[\(place + 1)][h]
                from millrace.forecast join millrace.series using (series_id), generate_series(1, 3) h
                where model = 'timed' order by origin, h
                """)
            let (lower, upper) = ("lower_\(level)", "upper_\(level)")
            let written = try lines.flatMap { line in
                zip(try #require(line[lower] as? [Double]), try #require(line[upper] as? [Double])).map { [$0, $1] }
            }
            #expect(areEqual(stored, written), "level \(level)")
            if level == 80 || level == 95 {
                let named = try numbers(
                    """
                    select \(lower)[h], \(upper)[h]
                    from millrace.forecast join millrace.series using (series_id), generate_series(1, 3) h
                    where model = 'timed' order by origin, h
                    """)
                #expect(areEqual(named, written), "level \(level)")
            }
        }
        let others = "lower_80 is null and upper_95 is null and levels = '{90}'"
        #expect(
            try sandbox.ask(
                "select bool_and(\(others)) from millrace.forecast join millrace.series using (series_id) where model = 'counted'"
            ) == "t\n")
    }

    private func expectObservations() throws {
        let lines = try objects("observations").filter { $0["lower_50"] != nil }
        #expect(lines.count == Self.lines.count)
        for (place, level) in Self.levels.enumerated() {
            let stored = try numbers(
                """
                select lower[\(place + 1)], upper[\(place + 1)] from millrace.observation
                join millrace.series using (series_id) where model = 'timed' order by number
                """)
            let written = lines.map { [$0["lower_\(level)"] as? Double, $0["upper_\(level)"] as? Double] }
            #expect(areEqual(stored, written) && written.filter { $0[0] != nil }.count > 700, "level \(level)")
        }
        let counted = try objects("observations").filter { $0["lower_90"] != nil }
        #expect(counted.count == lines.count && counted.allSatisfy { $0["lower_95"] is NSNull })
    }

    /// SQL scores a forecast by the same value as a backtest does, in whatever its horizons are counted.
    @Test(.timeLimit(.minutes(2)), arguments: ["timed", "counted"]) func viewsAndBacktestAgree(model: String) throws {
        let run = try sandbox.millrace("run", file)
        try #require(run.status == 0, "\(run.standardError)")
        let output = try sandbox.millrace("backtest", file, "--format", "json", "--skip", "0")
        try #require(output.status == 0, "\(output.standardError)")
        let document = try JSONSerialization.jsonObject(with: Data(output.standardOutput.utf8)) as? [String: Any]
        let all = try #require(document?["series"] as? [[String: Any]])
        let series = try #require(all.first { $0["model"] as? String == model })
        let scored = try #require(series["horizons"] as? [[String: Any]])
        let seen = try numbers(
            "select n, mae, mae_persistence from millrace.accuracy where model = '\(model)' order by horizon")
        #expect(seen.count == Self.horizon)
        for (row, entry) in zip(seen, scored) {
            let (count, error, naive) = (try #require(row[0]), try #require(row[1]), try #require(row[2]))
            #expect(Int(count) == entry["targets"] as? Int && count > 600)
            #expect(abs(error - (entry["mae"] as? Double ?? 0)) < 1e-5 * error)
            #expect(abs(naive - (entry["persistence_mae"] as? Double ?? 0)) < 1e-5 * naive)
        }
        let levels = model == "timed" ? Self.levels : [90]
        for level in levels {
            let share = try numbers(
                "select coverage from millrace.coverage where model = '\(model)' and horizon = 2 and level = \(level)")
            let coverage = try #require(scored[1]["coverage"] as? [String: Double])
            #expect(coverage.count == levels.count)
            // A bound in single precision may lie on the other side of a value.
            #expect(abs((share.first?[0] ?? 0) - (coverage["\(level)"] ?? -1)) < 0.005)
        }
    }
}
