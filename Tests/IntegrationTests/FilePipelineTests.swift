import Foundation
import Testing

/// Pipelines that need no server.
@Suite struct FilePipelineTests {
    private let folder: URL

    init() throws {
        folder = try URL.newFolder()
        let rows = (0..<4_000).map { index in
            "\(1_700_000_000 + index / 4 * 60),cell-\(index % 4),\(50 + 20 * sin(Double(index / 4) / 10)) "
        }
        try folder.write(
            (["time,cell,load"] + rows + ["x,cell-0,1", "1700000000,cell-0,2"]).joined(separator: "\n"), to: "in.csv")
    }

    private func pipeline(_ name: String, out: String, maxFuture: String? = nil) throws -> String {
        let text = """
            apiVersion: millrace/v1
            pipeline: files
            sources:
              cells:
                type: file
                path: in.csv
                key: [cell]
                time: {field: time, unit: s\(maxFuture.map { ", max_future: \($0)" } ?? "")}
                values: [load]
            models:
              load: {inputs: [all], forecaster: {type: liquid, horizon: 3, seasons: [1h]}}
            sinks:
              out: {type: file, path: \(out)}
            state: {path: \(out)-state, every: 50ms}
            runtime: {epoch_rows: 50}
            """
        return try folder.write(text, to: name)
    }

    private func contents(_ out: String) throws -> [String] {
        try ["forecasts.jsonl", "observations.jsonl", "dead_letter.jsonl"].map {
            try String(contentsOf: folder.appendingPathComponent("\(out)/\($0)"), encoding: .utf8)
        }
    }

    @Test(.timeLimit(.minutes(1))) func aKilledRunIsContinued() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let whole = try Shell.run(Shell.program, ["run", try pipeline("whole.yaml", out: "whole"), "--format", "json"])
        #expect(whole.status == 0, "\(whole.standardError)")
        let summary = try Summary(whole.standardError)
        #expect(summary.isBalanced && summary["received"] == 4_002)
        #expect(summary["late"] == 1 && summary["dead_lettered"] == 1)
        let path = try pipeline("cut.yaml", out: "cut")
        for delay: UInt32 in [60_000, 120_000] {
            let run = try Shell.start(Shell.program, ["run", path])
            usleep(delay)
            run.kill()
        }
        #expect(try Shell.run(Shell.program, ["run", path]).status == 0)
        let (left, right) = (try contents("cut"), try contents("whole"))
        for (one, other) in zip(left, right) { #expect(one == other) }
        #expect(right[0].split(separator: "\n").count == summary["forecast"])
    }

    @Test(.timeLimit(.minutes(1)), arguments: ["2>/dev/full", "2>&-", "0<&- 1>&- 2>&-"])
    func aLogThatCannotBeWrittenStopsNothing(redirection: String) throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = try pipeline("mute.yaml", out: "mute")
        let output = try Shell.run("/bin/bash", ["-c", "exec \"$0\" run \"$1\" \(redirection)", Shell.program, path])
        #expect(output.status == 0)
        let lines = try contents("mute")
        #expect(lines[1].split(separator: "\n").count == 4_002)
        #expect(lines.joined().split(separator: "\n").allSatisfy { $0.hasPrefix("{") && $0.hasSuffix("}") })
    }

    @Test(.timeLimit(.minutes(1))) func aFileThatHasBecomeShorterIsNoticed() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = try pipeline("cut.yaml", out: "out")
        #expect(try Shell.run(Shell.program, ["run", path]).status == 0)
        let file = folder.appendingPathComponent("in.csv")
        let text = try String(contentsOf: file, encoding: .utf8)
        try Data(text.split(separator: "\n").prefix(1_000).joined(separator: "\n").utf8).write(to: file)
        for keepsState in [true, false] {
            if !keepsState { try FileManager.default.removeItem(at: folder.appendingPathComponent("out-state")) }
            let output = try Shell.run(Shell.program, ["run", path])
            #expect(output.status == 65 && output.standardError.contains("999 records, but 4002"))
        }
    }

    /// The newest time is part of the state: the second run begins with a wrong one.
    @Test(.timeLimit(.minutes(1))) func oneWrongTimeDoesNotMakeTheRestLate() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = try pipeline("future.yaml", out: "future", maxFuture: "1d")
        var rows = ["time,cell,load"]
        for start in [0, 100] {
            rows += start == 0 ? [] : ["4102444800,cell-0,1"]
            rows += (start..<start + 100).map { "\(1_700_000_000 + $0 * 60),cell-0,\($0 % 10)" }
            try folder.write(rows.joined(separator: "\n") + "\n", to: "in.csv")
            let output = try Shell.run(Shell.program, ["run", path, "--format", "json"])
            let summary = try Summary(output.standardError)
            #expect(summary["late"] == 0 && summary["dead_lettered"] == start / 100)
            #expect(summary["forecast"] + summary["warming"] == 100)
        }
        #expect(try contents("future")[2].contains("time_in_future"))
    }

    @Test(.timeLimit(.minutes(1))) func aRunThatCanUseLittleSaysSo() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = try pipeline("wrong.yaml", out: "out")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try Data(text.replacing("unit: s", with: "unit: rfc3339").utf8).write(to: URL(fileURLWithPath: path))
        let output = try Shell.run(Shell.program, ["run", path, "--format", "human"])
        #expect(output.status == 0)
        #expect(
            output.standardError.contains(
                "4,002 of 4,002 values could not be used: time_invalid, such as: the time field time is not like"),
            "\(output.standardError)")
        #expect(output.standardError.contains("see the dead letters in out"))
    }

    @Test(.timeLimit(.minutes(1))) func readsStandardInputAndWritesStandardOutput() throws {
        let lines = (0..<30).map { "{\"time\":\"2026-01-31T12:\($0 + 10):00Z\",\"name\":\"cpu\",\"value\":\($0 % 5)}" }
        let output = try Shell.run(
            Shell.program, ["run", "pipelines/stdin.yaml"], input: lines.joined(separator: "\n"))
        #expect(output.status == 0, "\(output.standardError)")
        let forecasts = output.standardOutput.split(separator: "\n")
        #expect(forecasts.count == 14)
        for line in forecasts {
            let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            #expect((object["mean"] as? [Double])?.count == 3 && object["key"] as? String == "cpu")
        }
    }
}
