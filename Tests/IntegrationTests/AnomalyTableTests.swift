import Foundation
import Testing

/// Anomalies, incidents and feedback of a running pipeline, as the tables hold them.
@Suite(.serialized, .enabled(if: Services.available != nil, Comment(rawValue: Services.reason)))
struct AnomalyTableTests {
    /// Eight cells, a value a minute: some have a burst of impossible values every hundred minutes, one falls silent for hours.
    private static let lines: [String] = (0..<1_200).flatMap { minute in
        (0..<8).compactMap { cell -> String? in
            if cell == 3, minute % 400 > 250 { return nil }
            let isBurst = cell < 3 && (minute + 17 * cell) % 100 < 5 && minute > 200
            let noise = Double((minute * 7_919 + cell * 104_729) % 1_000) / 1_000
            let load = isBurst ? 400 + noise : 50 + 20 * sin(Double(minute) / 10 + Double(cell)) + noise
            let time = 1_700_000_000_000 + Int64(minute) * 60_000
            return "cell-\(cell)\t{\"cell\":\"cell-\(cell)\",\"ts\":\(time),\"load\":\(load)}"
        }
    }

    private func filled() throws -> Sandbox {
        let sandbox = try Sandbox()
        try sandbox.produce(Self.lines, partitions: 2)
        try sandbox.migrate()
        return sandbox
    }

    private func pipeline(_ sandbox: Sandbox) throws -> String {
        let text = """
            apiVersion: millrace/v1
            pipeline: under-test
            sources:
              \(sandbox.cells())
            models:
              load:
                inputs: [all]
                forecaster: {type: liquid, step: 1m, horizon: 3, seasons: [1h]}
                detect: {range: [0, 100], absent_after: 10m, return_period: 3650d}
            alerts:
              noc: {models: [load], for: 2, resolve_after: 10m, cooldown: 5m}
            sinks:
              pg: {type: postgres}
            state: {path: \(sandbox.folder.path)/state, every: 100ms}
            runtime: {workers: 2, epoch_rows: 100, epoch_every: 20ms}
            """
        return try sandbox.folder.write(text, to: "pipeline.yaml")
    }

    @Test(.timeLimit(.minutes(3))) func killedRunsWriteWhatAnUndisturbedOneDoes() throws {
        let sandbox = try filled()
        let file = try pipeline(sandbox)
        for goal in [1_500, 4_000] {
            let run = try sandbox.start(file)
            try sandbox.wait("\(goal) records", untilAnswered: "sum(next_offset) >= \(goal) from millrace.progress")
            run.kill()
            if goal == 4_000 { try sandbox.removeSnapshots() }
        }
        #expect(try sandbox.ask("select sum(next_offset) < \(Self.lines.count) from millrace.progress") == "t\n")
        try sandbox.catchUp(file)
        let twin = try sandbox.twin()
        try twin.migrate()
        try twin.catchUp(try pipeline(twin))
        let (broken, undisturbed) = (try sandbox.contents(), try twin.contents())
        for (table, rows) in undisturbed { #expect(rows == broken[table], "the table \(table) differs") }
        #expect(
            try twin.ask("select string_agg(distinct kind, ' ' order by kind) from millrace.anomaly")
                == "absent range\n")
        #expect(
            try twin.ask("select count(*) > 20 and bool_or(state = 'resolved') from millrace.alert_history") == "t\n")
    }

    @Test(.timeLimit(.minutes(3))) func feedbackIsTakenInWhileThePipelineRunsAndReplayed() throws {
        let sandbox = try filled()
        let file = try pipeline(sandbox)
        let run = try sandbox.start(file)
        try sandbox.wait("an anomaly", untilAnswered: "exists (select from millrace.anomalies where key = 'cell-1')")
        try sandbox.ask(
            """
            insert into millrace.feedback (verdict, anomaly_id) select 'false_alarm', anomaly_id from millrace.anomalies
            where key = 'cell-1' order by started limit 1
            """)
        try sandbox.wait(
            "the epoch with the feedback", untilAnswered: "bool_and(taken_at is not null) from millrace.feedback")
        run.kill()
        try sandbox.removeSnapshots()
        let inputs =
            "select sequence, \"offset\", kind, payload, feedback_id from millrace.side_input order by partition, sequence"
        let before = try sandbox.ask(inputs)
        #expect(before.contains("\"verdict\": \"false_alarm\"") && before.contains("\"key\": \"cell-1\""))
        // The state is made again from the log and the table alone.
        try sandbox.catchUp(file)
        #expect(try sandbox.ask(inputs).hasPrefix(before))
        #expect(try sandbox.ask("select count(*) from millrace.side_input where kind = 'feedback'") == "1\n")
    }
}
