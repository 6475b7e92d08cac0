import Foundation
import Testing

/// Anomalies and incidents of a file pipeline, over processes that are killed.
@Suite struct AnomalyFileTests {
    private let folder: URL
    private let names = ["forecasts.jsonl", "observations.jsonl", "anomalies.jsonl", "alerts.jsonl"]

    /// Four cells, a value a minute: cell-1 has a burst of impossible values every hundred minutes, cell-2 is silent for an
    /// hour in every three.
    init() throws {
        folder = try URL.newFolder()
        let rows = (0..<1_500).flatMap { minute in
            (0..<4).compactMap { cell -> String? in
                if cell == 2, minute % 180 < 60, minute > 180 { return nil }
                let isBurst = cell == 1 && minute % 100 < 5 && minute > 200
                let value = isBurst ? 400 : 50 + 20 * sin(Double(minute) / 10)
                return "\(1_700_000_000 + minute * 60),cell-\(cell),\(value)"
            }
        }
        try folder.write((["time,cell,load"] + rows).joined(separator: "\n"), to: "in.csv")
    }

    private func pipeline(_ out: String, write: String? = nil) throws -> String {
        let sink = write.map { "{type: stdout, write: \($0)}" } ?? "{type: file, path: \(out), on_start: continue}"
        let text = """
            apiVersion: millrace/v1
            pipeline: files
            sources:
              cells:
                {type: file, path: in.csv, key: [cell], time: {field: time, unit: s}, values: [load]}
            models:
              load:
                inputs: [all]
                forecaster: {type: liquid, horizon: 3, seasons: [1h]}
                detect: {range: [0, 100], absent_after: 10m, return_period: 3650d}
            alerts:
              noc: {models: [load], for: 2, resolve_after: 10m, cooldown: 5m}
            sinks:
              out: \(sink)
            state: {path: \(out)-state, every: 20ms}
            runtime: {epoch_rows: 50}
            """
        return try folder.write(text, to: "\(out).yaml")
    }

    private func contents(_ out: String) throws -> [String] {
        try names.map { try String(contentsOf: folder.appendingPathComponent("\(out)/\($0)"), encoding: .utf8) }
    }

    @Test(.timeLimit(.minutes(1))) func aKilledRunTellsWhatAnUndisturbedOneDoes() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let whole = try Shell.run(Shell.program, ["run", try pipeline("whole"), "--format", "json"])
        #expect(whole.status == 0, "\(whole.standardError)")
        let lines = try contents("whole").map { $0.split(separator: "\n") }
        let started = lines[2].filter { $0.contains(#""change":"started""#) }
        #expect(started.count { $0.contains(#""kind":"range""#) } >= 12)
        #expect(started.count { $0.contains(#""kind":"absent""#) } == 8)
        #expect(lines[3].count { $0.contains(#""change":"firing""#) } >= 19)
        #expect(lines[1].allSatisfy { $0.contains(#""score":"#) && $0.contains(#""evidence":"#) })
        let summary = try Summary(whole.standardError)
        #expect(summary["anomalies"] == started.count && summary["alerts"] == lines[3].count)

        let path = try pipeline("cut")
        for delay: UInt32 in [50_000, 90_000, 130_000, 70_000] {
            let run = try Shell.start(Shell.program, ["run", path])
            usleep(delay)
            run.kill()
        }
        #expect(try Shell.run(Shell.program, ["run", path]).status == 0)
        #expect(try contents("cut") == contents("whole"))

        let printed = try Shell.run(Shell.program, ["run", try pipeline("printed", write: "alerts")])
        #expect(printed.standardOutput.split(separator: "\n") == lines[3])
    }
}
