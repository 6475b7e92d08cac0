import Foundation
import Testing

/// Topics that bring nothing more: what time it is there, the clock tells.
@Suite(.serialized, .enabled(if: Services.available != nil, Comment(rawValue: Services.reason)))
struct QuietTopicTests {
    /// Two values every second up to a time, of one key.
    private static func lines(until end: Int64) -> [String] {
        (0..<40).map { second in
            let time = end - 1_000 * Int64(39 - second)
            return "cell-1\t{\"cell\":\"cell-1\",\"ts\":\(time),\"load\":\(50 + second % 3),\"calls\":\(second % 4)}"
        }
    }

    /// `load` may be silent for two seconds, and `calls` for an hour.
    private func start(_ sandbox: Sandbox) throws -> RunningProgram {
        let text = """
            apiVersion: millrace/v1
            pipeline: under-test
            sources:
              \(sandbox.cells(values: "load, calls"))
            models:
              load:
                inputs: [cells.load]
                forecaster: {type: liquid, step: 1s, horizon: 3}
                detect: {absent_after: 2s}
              calls:
                inputs: [cells.calls]
                forecaster: {type: liquid, step: 1s, horizon: 3}
                detect: {absent_after: 1h}
            alerts:
              noc: {}
            sinks:
              pg: {type: postgres}
            state: {path: \(sandbox.folder.path)/state, every: 100ms}
            runtime: {workers: 1, epoch_every: 20ms}
            """
        let file = sandbox.folder.appendingPathComponent("pipeline.yaml")
        try Data(text.utf8).write(to: file)
        return try sandbox.start(file.path)
    }

    /// What was unusual and what was alerted of, once something is, and a little later.
    private func told(_ sandbox: Sandbox, _ run: RunningProgram) throws -> (anomalies: String, alerts: String) {
        let deadline = Date() + 30
        while try sandbox.ask("select 1 from millrace.alert").isEmpty, Date() < deadline { usleep(50_000) }
        sleep(3)
        run.kill()
        return (
            try sandbox.ask(
                """
                select key, metric, kind, extract(epoch from started)::bigint, extract(epoch from peaked)::bigint
                from millrace.anomalies order by metric
                """),
            try sandbox.ask(
                """
                select policy, key, metric, kind, severity, extract(epoch from opened)::bigint, state
                from millrace.alert_history order by metric
                """)
        )
    }

    private func tickedSeconds(_ sandbox: Sandbox) throws -> [Int64] {
        try sandbox.ask(
            "select (payload ->> 'time')::bigint / 1000000 from millrace.side_input where kind = 'tick' order by 1"
        )
        .split(separator: "\n").compactMap { Int64($0) }
    }

    @Test(.timeLimit(.minutes(1))) func aTopicThatFallsSilentIsAbsentAndAlertedOf() throws {
        let sandbox = try Sandbox()
        let end = Int64(Date().timeIntervalSince1970)
        try sandbox.produce(Self.lines(until: end * 1_000), partitions: 1)
        try sandbox.migrate()
        let (anomalies, alerts) = try told(sandbox, try start(sandbox))
        #expect(anomalies == "cell-1|load|absent|\(end)|\(end + 2)\n")
        #expect(alerts == "noc|cell-1|load|absent|warning|\(end + 2)|firing\n")
        let ticks = try tickedSeconds(sandbox)
        #expect(ticks.count == 1 && ticks[0] >= end + 2 && ticks[0] <= Int64(Date().timeIntervalSince1970))
    }

    /// Years lie between it and the clock; what was not silent for an hour since it was read is not absent.
    @Test(.timeLimit(.minutes(1))) func oldDataThatEndsIsOnlyAsSilentAsTheClockHasMovedOn() throws {
        let sandbox = try Sandbox()
        let end: Int64 = 1_500_000_000
        try sandbox.produce(Self.lines(until: end * 1_000), partitions: 1)
        try sandbox.migrate()
        let (anomalies, alerts) = try told(sandbox, try start(sandbox))
        #expect(anomalies == "cell-1|load|absent|\(end)|\(end + 2)\n")
        #expect(alerts == "noc|cell-1|load|absent|warning|\(end + 2)|firing\n")
        let ticks = try tickedSeconds(sandbox)
        #expect(ticks.count == 1 && (end + 2...end + 60).contains(ticks[0]), "\(ticks)")
    }
}
