import Foundation
import Testing

/// The numbers of a backtest are those of the rows that a run writes.
@Suite struct BacktestRowsTests {
    private static let skip = 10
    private static let values: [Double] = (0..<600).map { index in
        let noise = Double(index * 7_919 % 100) / 20
        return 50 + 20 * sin(Double(index) / 9) + noise
    }
    private static let pipeline = """
        apiVersion: millrace/v1
        pipeline: rows
        sources:
          cells: {type: file, path: in.csv, key: [name], time: {field: time, unit: s}, values: [load]}
        models:
          load: {inputs: [all], forecaster: {type: liquid, step: 1m, horizon: 4, seasons: [1h], intervals: [99, 50, 80]}}
        sinks:
          out: {type: file, path: out}
        state: {path: state}
        """

    /// Forecasts of a run that count, each with the place of its origin.
    private func forecasts(_ folder: URL) throws -> [(origin: Int, numbers: [String: [Double]])] {
        let text = try String(contentsOf: folder.appendingPathComponent("out/forecasts.jsonl"), encoding: .utf8)
        let lines = text.split(separator: "\n")
        return try lines.enumerated().dropFirst(Self.skip).map { index, line in
            let row = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            return (Self.values.count - lines.count + index, row.compactMapValues { $0 as? [Double] })
        }
    }

    @Test(.timeLimit(.minutes(1))) func scoresAreThoseOfTheRowsOfARun() throws {
        let folder = try URL.newFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let rows = Self.values.enumerated().map { "\(1_700_000_000 + $0 * 60),a,\($1)" }
        let input = (["time,name,load"] + rows).joined(separator: "\n")
        try folder.write(input, to: "in.csv")
        let file = try folder.write(Self.pipeline, to: "pipeline.yaml")
        let output = try Shell.run(
            Shell.program, ["backtest", file, "--format", "json", "--skip", "\(Self.skip)"])
        #expect(output.status == 0, "\(output.standardError)")
        // No sink was opened and no state kept.
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(left.sorted() == ["in.csv", "pipeline.yaml"])
        let document = try JSONSerialization.jsonObject(with: Data(output.standardOutput.utf8)) as? [String: Any]
        let series = try #require(document?["series"] as? [[String: Any]])
        let scored = try #require(series.first?["horizons"] as? [[String: Any]])
        #expect(try Shell.run(Shell.program, ["run", file]).status == 0)
        let forecasts = try forecasts(folder)
        for horizon in 1...4 { try expect(scored[horizon - 1], horizon, forecasts) }
    }

    /// B forecasts a second series, very badly, which must not show beside the difference on the first.
    @Test(.timeLimit(.minutes(1))) func aComparisonIsAboutTheSeriesOfBoth() throws {
        let folder = try URL.newFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let rows = Self.values.enumerated().map { "\(1_700_000_000 + $0 * 60),a,\($1),\($0 * 7_919 % 100)" }
        try folder.write((["time,name,load,noise"] + rows).joined(separator: "\n"), to: "in.csv")
        let one = try folder.write(Self.pipeline, to: "one.yaml")
        let both = try folder.write(
            Self.pipeline.replacing("values: [load]", with: "values: [load, noise]"), to: "both.yaml")
        let output = try Shell.run(Shell.program, ["backtest", one, "--against", both])
        let text = output.standardOutput
        #expect(text.contains("A has 1 series, B has 2: compared are the 1 that both have."), "\(output.standardError)")
        let row = try #require(text.split(separator: "\n").first { $0.contains("…") })
        let cells = row.split(whereSeparator: \.isWhitespace).suffix(8).map(String.init)
        for column in stride(from: 0, to: 8, by: 2) { #expect(cells[column] == cells[column + 1], "\(row)") }
    }

    @Test(.timeLimit(.minutes(1))) func aStepThatWasLearnedIsToldInThreeDigits() throws {
        let folder = try URL.newFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let text = Self.pipeline.replacing("step: 1m, ", with: "").replacing("unit: s", with: "unit: ms")
        let file = try folder.write(text.replacing("[1h]", with: "[1d]"), to: "pipeline.yaml")
        for (step, says) in [(35_189, "step 35.2s"), (3_599_981, "step 1h"), (90_000, "step 90s")] {
            let rows = Self.values.enumerated().map { "\(1_700_000_000_000 + $0 * step),a,\($1)" }
            try folder.write((["time,name,load"] + rows).joined(separator: "\n"), to: "in.csv")
            let output = try Shell.run(Shell.program, ["backtest", file])
            #expect(output.standardOutput.contains("\(says),"), "\(output.standardOutput) \(output.standardError)")
        }
    }

    private func expect(
        _ entry: [String: Any], _ horizon: Int, _ forecasts: [(origin: Int, numbers: [String: [Double]])]
    ) throws {
        var (errors, naive, count) = (0.0, 0.0, 0)
        var inside: [Int: Int] = [:]
        for (origin, numbers) in forecasts where origin + horizon < Self.values.count {
            func number(_ name: String) throws -> Double { try #require(numbers[name])[horizon - 1] }
            let actual = Self.values[origin + horizon]
            errors += abs(actual - (try number("mean")))
            naive += abs(actual - Self.values[origin])
            for level in [50, 80, 99] {
                let (lower, upper) = (try number("lower_\(level)"), try number("upper_\(level)"))
                if actual >= lower, actual <= upper { inside[level, default: 0] += 1 }
            }
            count += 1
        }
        let total = Double(count)
        #expect(entry["targets"] as? Int == count && count > 500)
        #expect(abs((entry["mae"] as? Double ?? 0) - errors / total) < 1e-5)
        #expect(abs((entry["ratio_persistence"] as? Double ?? 0) - errors / naive) < 1e-5)
        let coverage = try #require(entry["coverage"] as? [String: Double])
        #expect(coverage.count == 3)
        for level in [50, 80, 99] {
            #expect(abs((coverage["\(level)"] ?? -1) - Double(inside[level] ?? 0) / total) < 1e-9)
        }
    }
}
