import Foundation
import Testing

/// Orders about series, by `millrace series`, to a pipeline that runs.
@Suite(.serialized, .enabled(if: Services.available != nil, Comment(rawValue: Services.reason)))
struct SeriesOrderTests {
    private static let start: Int64 = 1_700_000_000

    private static func lines(_ seconds: Range<Int64>) -> [String] {
        seconds.flatMap { second in
            (0..<4).map { cell in
                let load = 50 + 20 * sin(Double(second) / 10 + Double(cell)) + Double(second * 7 % 11) / 5
                return "cell-\(cell)\t{\"cell\":\"cell-\(cell)\",\"ts\":\((start + second) * 1_000),\"load\":\(load)}"
            }
        }
    }

    private func pipeline(
        _ sandbox: Sandbox, _ name: String = "run", step: String = "1s", twin: Sandbox? = nil
    ) throws -> String {
        let text = """
            apiVersion: millrace/v1
            pipeline: under-test
            sources:
              \(sandbox.cells())
            models:
              load: {inputs: [all], forecaster: {type: liquid, step: \(step), horizon: 3, seasons: [1m]}, detect: {range: [0, 100]}}
            sinks:
              pg: {type: postgres}
              \(twin.map { "twin: {type: postgres, url: '\($0.database)'}" } ?? "")
            state: {path: '\(sandbox.folder.path)/state-\(name)', every: 50ms}
            runtime: {workers: 1, epoch_rows: 70, epoch_every: 20ms}
            """
        return try sandbox.folder.write(text, to: "\(name).yaml")
    }

    private func series(_ sandbox: Sandbox, _ words: String...) throws -> Shell.Output {
        try Shell.run(Shell.program, ["series"] + words, environment: sandbox.environment)
    }

    private func newest(_ sandbox: Sandbox, _ key: String) throws -> String {
        try sandbox.ask(
            "select observations from millrace.forecast_latest join millrace.series using (series_id) where key = '\(key)'"
        )
    }

    /// Every order, between kills, leaves what one run over the log and the orders stamped into it makes.
    @Test(.timeLimit(.minutes(2))) func aRunningPipelineFollowsAndEveryReplayDoesTheSame() throws {
        let sandbox = try Sandbox()
        let twin = try sandbox.twin()
        for part in [sandbox, twin] { try part.migrate() }
        try sandbox.produce(Self.lines(0..<1), partitions: 1)
        // A sink begins where the others are: the twin has the first second, and the rest in one go at the end.
        try sandbox.catchUp(try pipeline(sandbox, "first", twin: twin))
        try sandbox.append(Self.lines(1..<200))
        let file = try pipeline(sandbox)
        var run = try sandbox.start(file)
        try sandbox.wait(untilWritten: 801)
        let export = sandbox.folder.appendingPathComponent("cell-1.series").path
        let exported = try series(sandbox, "export", "cell-1", "--output", export)
        #expect(exported.status == 0, "\(exported.standardError)")
        let head = try Data(contentsOf: URL(fileURLWithPath: export)).prefix(400)
        #expect(String(decoding: head, as: UTF8.self).hasPrefix("millrace-series 1\n{\"key\":\"cell-1\""))
        #expect(try series(sandbox, "reset", "cell-0").standardOutput == "load of cell-0 starts anew\n")
        run.kill()
        run = try sandbox.start(file)
        try sandbox.append(Self.lines(200..<300))
        try sandbox.wait(untilWritten: 1_201)
        #expect(try newest(sandbox, "cell-0") == "100\n")
        #expect(try newest(sandbox, "cell-1") == "300\n")
        let imported = try series(sandbox, "import", export)
        #expect(imported.status == 0, "\(imported.standardError)")
        #expect(try series(sandbox, "delete", "cell-2", "load", "--rows").status == 0)
        #expect(
            try sandbox.ask(
                "select count(*) from millrace.observation join millrace.series using (series_id) where key = 'cell-2'")
                == "0\n")
        run.kill()
        try sandbox.append(Self.lines(300..<330))
        run = try sandbox.start(file)
        try sandbox.wait(untilWritten: 1_321)
        #expect(try newest(sandbox, "cell-0") == "130\n" && newest(sandbox, "cell-1") == "230\n")
        #expect(try newest(sandbox, "cell-2") == "30\n" && newest(sandbox, "cell-3") == "330\n")
        // Back to the 250th second, before which it was reset; and where the other one was imported only later.
        for key in ["cell-0", "cell-1"] {
            let reverted = try series(sandbox, "revert", file, key, "--to", "2023-11-14T22:17:30Z")
            #expect(reverted.status == 0, "\(reverted.standardError)")
        }
        try sandbox.append(Self.lines(330..<340))
        try sandbox.wait(untilWritten: 1_361)
        #expect(try newest(sandbox, "cell-0") == "61\n" && newest(sandbox, "cell-1") == "261\n")
        run.terminate()
        #expect(try run.finish().status == 0)
        let whole = try pipeline(sandbox, "whole", twin: twin)
        try sandbox.catchUp(whole)
        let left = try sandbox.contents()
        for (table, rows) in try twin.contents() {
            let isSame = rows == left[table]
            #expect(isSame, "the table \(table) differs")
        }
        #expect(try sandbox.newestState(of: file) == sandbox.newestState(of: whole))
        let kinds = "select string_agg(payload ->> 'action', ' ' order by sequence) from millrace.side_input"
        #expect(try twin.ask(kinds) == "export reset import delete import import\n")
    }

    @Test(.timeLimit(.minutes(1))) func whatCannotBeFollowedIsSaid() throws {
        let sandbox = try Sandbox()
        try sandbox.migrate()
        try sandbox.produce(Self.lines(0..<60), partitions: 1)
        let file = try pipeline(sandbox)
        try sandbox.catchUp(file)
        let asleep = try series(sandbox, "reset", "cell-0", "--timeout", "1s")
        #expect(asleep.status == 75 && asleep.standardError.contains("no process of it has read it"))
        #expect(try sandbox.ask("select count(*) from millrace.series_order") == "0\n")
        #expect(try series(sandbox, "reset", "cell-9").status == 65)
        #expect(try series(sandbox, "reset", "cell-0", "--timeout", "soon").status == 64)
        #expect(try series(sandbox, "import", file).standardError.contains("is no export of a series"))
        let early = try series(sandbox, "revert", file, "cell-0", "--to", "2023-11-14")
        #expect(early.status == 65 && early.standardError.contains("it had not been seen by"), "\(early.standardError)")
        #expect(try series(sandbox, "revert", file, "cell-0", "--to", "2024-01-01").status == 64)
        // One that is left is followed by the next run, which may have other settings than an export.
        let export = sandbox.folder.appendingPathComponent("a.series").path
        var run = try sandbox.start(file)
        #expect(try series(sandbox, "export", "cell-0", "--output", export).status == 0)
        run.terminate()
        _ = try run.finish()
        #expect(try series(sandbox, "reset", "cell-1", "--no-wait").status == 0)
        run = try sandbox.start(try pipeline(sandbox, "other", step: "2s"))
        let other = try series(sandbox, "import", export)
        #expect(other.status == 65 && other.standardError.contains("other settings of the model load"))
        try sandbox.wait("the order", untilAnswered: "bool_and(taken_at is not null) from millrace.series_order")
        run.terminate()
        #expect(try run.finish().status == 0)
    }
}
