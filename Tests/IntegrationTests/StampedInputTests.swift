import Foundation
import Testing

/// Feedback and ticks are part of the log: whatever was killed, and when, what is written and what is known at the end is what
/// one run over the log and the inputs stamped into it makes.
@Suite(.serialized, .enabled(if: Services.available != nil, Comment(rawValue: Services.reason)))
struct StampedInputTests {
    private static let start: Int64 = 1_700_000_000

    /// A value a second of each cell, with bursts of impossible ones.
    private static func lines(_ seconds: Range<Int64>, cells: Range<Int64>) -> [String] {
        seconds.flatMap { second in
            cells.map { cell in
                let isBurst = (second + 17 * cell) % 90 < 4 && second % 300 > 60
                let load = isBurst ? 400 : 50 + 20 * sin(Double(second) / 10 + Double(cell))
                return "cell-\(cell)\t{\"cell\":\"cell-\(cell)\",\"ts\":\((start + second) * 1_000),\"load\":\(load)}"
            }
        }
    }

    /// - Parameters:
    ///   - name: of the folder for its state.
    ///   - folders: for its results.
    ///   - twin: another database that they go to.
    private func pipeline(
        _ sandbox: Sandbox, _ name: String, _ folders: [String], twin: Sandbox? = nil
    ) throws -> String {
        let files = folders.map { "\($0): {type: file, path: '\(sandbox.folder.path)/\($0)'}" }
        let others = twin.map { ["twin: {type: postgres, url: '\($0.database)'}"] } ?? []
        let text = """
            apiVersion: millrace/v1
            pipeline: under-test
            sources:
              \(sandbox.cells())
            models:
              load:
                inputs: [all]
                forecaster: {type: liquid, step: 1s, horizon: 3, seasons: [1m]}
                detect: {range: [0, 100], absent_after: 2s, return_period: 365d}
            alerts:
              noc: {models: [load], for: 2, resolve_after: 5s, cooldown: 5s}
            sinks:
              pg: {type: postgres}
              \((files + others).joined(separator: "\n  "))
            state: {path: '\(sandbox.folder.path)/state-\(name)', every: 50ms}
            runtime: {workers: 1, epoch_rows: 70, epoch_every: 20ms}
            """
        return try sandbox.folder.write(text, to: "\(name).yaml")
    }

    /// Runs until a query answers yes, then ends as a crash would.
    private func runAndKill(_ sandbox: Sandbox, _ file: String, until query: String) throws {
        let run = try sandbox.start(file)
        let deadline = Date() + 40
        while try sandbox.ask("select \(query)") != "t\n" {
            try #require(Date() < deadline, "\(query): \(run.standardError)")
            usleep(10_000)
        }
        run.kill()
    }

    /// The lines of every file.
    private func files(_ sandbox: Sandbox, _ name: String) throws -> [String: Data] {
        var found: [String: Data] = [:]
        let root = sandbox.folder.appendingPathComponent(name)
        let paths = try #require(FileManager.default.enumerator(atPath: root.path)).compactMap { $0 as? String }
        for path in paths where path.hasSuffix(".jsonl") {
            found[path] = try Data(contentsOf: root.appendingPathComponent(path))
        }
        return found
    }

    @Test(.timeLimit(.minutes(2))) func killedRunsLeaveWhatOneOverTheSameInputsDoes() throws {
        let sandbox = try Sandbox()
        let twin = try sandbox.twin()
        for part in [sandbox, twin] { try part.migrate() }
        // A sink begins where the others are. The twin sees the first second, and the rest in one go at the end.
        try sandbox.produce(Self.lines(0..<1, cells: 0..<4), partitions: 1)
        try sandbox.catchUp(try pipeline(sandbox, "first", ["broken", "whole"], twin: twin))
        try sandbox.produce(Self.lines(1..<300, cells: 0..<4), partitions: 1)
        let broken = try pipeline(sandbox, "broken", ["broken"])
        let isTaken = "bool_and(taken_at is not null) from millrace.feedback"
        func ticks(_ count: Int) -> String { "count(*) >= \(count) from millrace.side_input where kind = 'tick'" }
        try runAndKill(sandbox, broken, until: "exists (select from millrace.anomalies where key = 'cell-2')")
        try sandbox.ask(
            """
            set client_min_messages = error;
            insert into millrace.feedback (verdict, anomaly_id)
            select 'false_alarm', anomaly_id from millrace.anomalies where key = 'cell-2' order by started limit 1;
            insert into millrace.feedback (verdict, key, starts_at, ends_at) values
            ('expected', 'cell-1', to_timestamp(\(Self.start + 500)), to_timestamp(\(Self.start + 700))),
            ('expected', 'cell-5', to_timestamp(\(Self.start)), to_timestamp(\(Self.start + 600)))
            """)
        try runAndKill(sandbox, broken, until: ticks(1))
        try sandbox.produce(Self.lines(400..<1_000, cells: 0..<6), partitions: 1)
        try runAndKill(sandbox, broken, until: "max(next_offset) > 1800 from millrace.progress")
        try runAndKill(sandbox, broken, until: isTaken)
        try sandbox.ask("insert into millrace.feedback (verdict, metric) values ('confirmed', 'load')")
        try runAndKill(sandbox, broken, until: "(select \(isTaken)) and (select \(ticks(2)))")
        try sandbox.catchUp(broken)
        let whole = try pipeline(sandbox, "whole", ["whole"], twin: twin)
        try sandbox.catchUp(whole)
        let killed = try sandbox.contents()
        for (table, rows) in try twin.contents() {
            let isSame = rows == killed[table]
            #expect(isSame, "the table \(table) differs")
        }
        let inputs = "select sequence, \"offset\", kind, payload from millrace.side_input order by sequence"
        #expect(try twin.ask(inputs) == sandbox.ask(inputs))
        let (left, right) = (try files(sandbox, "broken"), try files(sandbox, "whole"))
        #expect(left.keys.sorted() == right.keys.sorted() && left.count > 3)
        for (path, bytes) in right {
            let isSame = bytes == left[path] && !bytes.isEmpty
            #expect(isSame, "\(path) differs")
        }
        let known = try sandbox.newestState(of: broken)
        #expect(try known == sandbox.newestState(of: whole) && known.contains("6 series, check value"))
        #expect(try twin.ask("select string_agg(distinct kind, ' ') from millrace.anomaly") == "absent range\n")
    }
}
