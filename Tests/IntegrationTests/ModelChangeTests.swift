import Foundation
import Testing

/// A pipeline's file is changed, and the pipeline started again.
@Suite(.serialized, .enabled(if: Services.available != nil, Comment(rawValue: Services.reason)))
struct ModelChangeTests {
    private static func lines(_ minutes: Range<Int>) -> [String] {
        minutes.flatMap { minute in
            (0..<3).map { cell in
                let load = minute % 50 < 2 ? 400 : 50 + 20 * sin(Double(minute) / 9 + Double(cell))
                return
                    "c\(cell)\t{\"cell\":\"c\(cell)\",\"ts\":\(1_700_000_000_000 + minute * 60_000),\"load\":\(load)}"
            }
        }
    }

    private func pipeline(_ sandbox: Sandbox, _ name: String, horizon: Int, models: String = "", highest: Int = 100)
        throws -> String
    {
        let text = """
            apiVersion: millrace/v1
            pipeline: under-test
            sources:
              \(sandbox.cells())
            models:
              stays: {inputs: [all], forecaster: {type: liquid, step: 1m, horizon: 3, seasons: [1h]}}
              other: {inputs: [all], forecaster: {type: liquid, step: 1m, horizon: \(horizon), seasons: [1h]}, detect: {range: [0, \(highest)]}}
              \(models)
            alerts:
              noc: {models: [other], resolve_after: 1d}
            sinks:
              pg: {type: postgres}
            state: {path: '\(sandbox.folder.path)/state', every: 50ms}
            runtime: {workers: 1, epoch_rows: 50, epoch_every: 20ms}
            """
        return try sandbox.folder.write(text, to: "\(name).yaml")
    }

    private func finish(_ sandbox: Sandbox, _ file: String) throws -> String {
        let run = try sandbox.start(file, "--until-caught-up", "--format", "human").finish()
        try #require(run.status == 0, "\(run.standardError)")
        return run.standardError
    }

    private static let counts =
        "select model, key, observations from millrace.forecast_latest join millrace.series using (series_id) order by model, key"

    @Test(.timeLimit(.minutes(2))) func whatIsUnchangedGoesOnAndTheRestIsToldBefore() throws {
        let sandbox = try Sandbox()
        try sandbox.migrate()
        try sandbox.produce(Self.lines(0..<102), partitions: 1)
        let first = try pipeline(sandbox, "first", horizon: 3)
        let fresh = try sandbox.millrace("explain", first, "--against", "running")
        #expect(fresh.standardOutput.contains("has not run"), "\(fresh.standardError)")
        _ = try finish(sandbox, first)
        let same = try sandbox.millrace("explain", first, "--against", "running").standardOutput
        #expect(
            same.contains("model stays: kept, with its 3 series") && same.contains("would end: none of 3"), "\(same)")
        let text = try String(contentsOfFile: first, encoding: .utf8)
        let moved = try sandbox.folder.write(
            text.replacing("topics: [\(sandbox.topic)]", with: "topics: [elsewhere]"), to: "moved.yaml")
        let elsewhere = try sandbox.millrace("explain", moved, "--against", "running").standardOutput
        #expect(
            !same.contains("no more") && elsewhere.contains("source cells: reads \(sandbox.topic) no more")
                && elsewhere.contains("source cells: reads elsewhere too"), "\(elsewhere)")
        let judged = try sandbox.millrace(
            "explain", try pipeline(sandbox, "judged", horizon: 3, highest: 90), "--against", "running"
        ).standardOutput
        #expect(
            judged.contains("model other: kept") && judged.contains("detect.range 0.0 to 100.0 → 0.0 to 90.0"),
            "\(judged)")
        let third = try pipeline(
            sandbox, "third", horizon: 6, models: "new: {inputs: [all], forecaster: {type: liquid, horizon: 2}}")
        let told = try sandbox.millrace("explain", third, "--against", "running").standardOutput
        for line in [
            "model stays: kept", "model other: restarts: its 3 series", "horizon 3 → 6", "model new: new",
            "would end: 3 of 3", "noc: load of c0",
        ] { #expect(told.contains(line), "\(told)") }
        let second = try pipeline(sandbox, "second", horizon: 6)
        // Killed, so that a part has to be replayed under the new settings before the change is stamped.
        var run = try sandbox.start(first)
        try sandbox.append(Self.lines(102..<140))
        try sandbox.wait("records", untilAnswered: "max(next_offset) > 360 from millrace.progress")
        run.kill()
        let log = try finish(sandbox, second)
        #expect(log.contains("the settings of the model other have changed: series of load start anew"), "\(log)")
        #expect(
            try sandbox.ask("select payload ->> 'model' from millrace.side_input where kind = 'restart' order by 1")
                == "other\n")
        #expect(try sandbox.ask("select count(*) from millrace.open_alerts where series_id is not null") == "0\n")
        try sandbox.append(Self.lines(140..<200))
        run = try sandbox.start(second)
        try sandbox.wait("records", untilAnswered: "max(next_offset) > 500 from millrace.progress")
        run.kill()
        _ = try finish(sandbox, second)
        let counts = try sandbox.ask(Self.counts).split(separator: "\n").map(String.init)
        #expect(counts.filter { $0.hasPrefix("stays") }.allSatisfy { $0.hasSuffix("|200") } && counts.count == 6)
        #expect(counts.filter { !$0.hasPrefix("stays") }.allSatisfy { !$0.hasSuffix("|200") })
        // Whoever loses the state rebuilds it from the log and what was stamped into it.
        let kept = try sandbox.newestState(of: second)
        let contents = try sandbox.contents()
        try sandbox.removeSnapshots()
        _ = try finish(sandbox, second)
        let isSame = try sandbox.newestState(of: second) == kept
        let rebuilt = try sandbox.contents()
        #expect(isSame && rebuilt == contents)
        // A model that comes changes nothing of the others.
        _ = try finish(sandbox, third)
        try sandbox.append(Self.lines(200..<220))
        _ = try finish(sandbox, third)
        let last = try sandbox.ask(Self.counts).split(separator: "\n").map(String.init)
        #expect(
            last.filter { $0.hasSuffix("|220") }.count == 3
                && last.filter { $0.hasPrefix("new|") && $0.hasSuffix("|20") }.count == 3, "\(last)")
        #expect(try sandbox.ask("select max(sequence) from millrace.side_input") == "2\n")
    }
}
