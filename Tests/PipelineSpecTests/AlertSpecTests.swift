import Foundation
import Testing
import TimeSeries

@testable import PipelineSpec

/// What is read of `detect`, `alerts` and the sinks that are told of alerts.
@Suite struct AlertSpecTests {
    private static let source = """
        apiVersion: millrace/v1
        pipeline: p
        sources:
          s: {type: file, path: a.csv, key: [region, cell], time: ts, values: [load, calls]}

        """

    private func load(
        _ text: String, _ environment: [String: String] = [:], opensSinks: Bool = true
    ) throws -> PipelineSpec {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).yaml")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data((Self.source + text).utf8).write(to: file)
        let loaded = try PipelineFile.load(paths: [file.path], environment: environment, opensSinks: opensSinks)
        #expect(loaded.warnings == [])
        return loaded.spec
    }

    @Test func readsAFullExample() throws {
        let spec = try load(
            Self.full, ["HOOK": "https://u:w@chat.example/x", "TOKEN": "Bearer x", "MILLRACE_PG": "db"])
        var detect = DetectSpec()
        detect.returnPeriod = .microseconds(30 * 86_400_000_000)
        detect.severity = [.critical: .microseconds(365 * 86_400_000_000)]
        detect.lowest = 0
        detect.highest = 100.5
        detect.rangeSeverity = .info
        detect.direction = .above
        detect.leastDeviation = 2.5
        detect.leastRelativeDeviation = 0.05
        detect.absentAfterMicroseconds = 3_600_000_000
        detect.absenceSeverity = .warning
        detect.stuckAfterMicroseconds = 7_200_000_000
        detect.adaptAfter = 500
        #expect(spec.models.map(\.detect) == [detect, DetectSpec(), nil])

        var noc = AlertSpec(name: "noc", models: ["load"], receivers: ["hook", "am", "topic"])
        noc.consecutive = 2
        noc.resolveAfterMicroseconds = 600_000_000
        noc.cooldownMicroseconds = 900_000_000
        noc.leastSeverity = .warning
        noc.storm = .init(groupBy: ["region", "metric"], above: 50, waitMicroseconds: 5_000_000)
        var rest = AlertSpec(name: "rest", models: ["load", "calls"], receivers: [])
        rest.storm = .init(groupBy: [], above: 1, waitMicroseconds: 10_000_000)
        let last = AlertSpec(name: "last", models: ["load", "calls"], receivers: ["plain"])
        #expect(spec.alerts == [noc, rest, last])
        #expect(spec.deadLetter.sinks == ["db", "files"])
        #expect(spec.sinks.filter(\.isReceiver).map(\.name) == ["hook", "am", "topic", "plain"])
        expectSinks(of: spec)
    }

    private static let full = """
        models:
          load:
            inputs: [s.load]
            detect:
              return_period: 30d
              severity: {critical: 365d}
              range: {within: [0, 100.5], severity: info}
              direction: above
              min_deviation: {absolute: 2.5, relative: 5%}
              absent_after: {after: 1h, severity: warning}
              stuck_after: 2h
              adapt_after: 500
          calls:
            inputs: [s.calls]
            detect:
          plain: {inputs: [s.calls]}
        alerts:
          noc:
            models: load
            to: [hook, db, am, topic, files]
            for: 2
            resolve_after: 10m
            cooldown: 15m
            min_severity: warning
            storm: {group_by: [region, metric], above: 50, wait: 5s}
          rest: {storm: {above: 1}}
          last: {to: plain}
        sinks:
          db: {type: postgres, anomalies: {keep: 400d}}
          files: {type: file, path: out}
          lines: {type: stdout, write: alerts}
          hook:
            type: webhook
            url: {env: HOOK}
            payload: slack
            headers: {Authorization: {env: TOKEN}}
            ca_file: /dev/null
            timeout: 3s
            max_per_minute: 7
          am: {type: alertmanager, url: 'HTTP://localhost:9093', resend_every: 30s, max_per_minute: 8}
          topic: {type: kafka, brokers: b:1, topic: alerts, kafka: {linger.ms: 5}, max_per_minute: 9}
          plain: {type: webhook, url: 'http://[::1]:80/'}

        """

    private func expectSinks(of spec: PipelineSpec) {
        guard case .postgres(let database) = spec.sinks[0].kind, case .webhook(let hook) = spec.sinks[3].kind,
            case .alertmanager(let server) = spec.sinks[4].kind, case .kafka(let topic) = spec.sinks[5].kind,
            case .webhook(let plain) = spec.sinks[6].kind
        else {
            Issue.record("the sinks are others: \(spec.sinks.map(\.name))")
            return
        }
        #expect(database.keepAnomaliesMicroseconds == 34_560_000_000_000)
        #expect(hook.url.reveal() == "https://u:w@chat.example/x" && hook.payload == .slack)
        #expect(hook.headers.map(\.name) == ["Authorization"] && hook.headers[0].value.reveal() == "Bearer x")
        #expect(hook.authorities == "/dev/null" && hook.timeoutMicroseconds == 3_000_000 && hook.perMinute == 7)
        #expect(server.url.reveal() == "HTTP://localhost:9093" && server.remindEveryMicroseconds == 30_000_000)
        #expect(server.timeoutMicroseconds == 10_000_000 && server.perMinute == 8 && server.authorities == nil)
        #expect(topic.brokers == "b:1" && topic.topic == "alerts" && topic.perMinute == 9)
        #expect(topic.properties.map(\.name) == ["linger.ms"] && topic.properties[0].value.reveal() == "5")
        #expect(plain.payload == .json && plain.headers.isEmpty && plain.perMinute == 60)
    }

    /// Where no sink is opened, what they connect with need not be there.
    @Test func needsNoSecretsOfReceiversThatAreNotOpened() throws {
        let text = """
            models:
              load: {inputs: [s.load, s.calls], detect: {}}
            alerts:
              noc: {to: [hook, am, topic]}
            sinks:
              db: {type: postgres}
              hook: {type: webhook, url: '${NOTSET}', headers: {X-Key: {env: NOTSET}}, ca_file: nowhere}
              am: {type: alertmanager, url: {env: NOTSET}}
              topic: {type: kafka, brokers: '${NOTSET}', topic: x, kafka: {sasl.password: {env: NOTSET}}}

            """
        #expect(try load(text, opensSinks: false).alerts.first?.receivers == ["hook", "am", "topic"])
        #expect(throws: SpecProblems.self) { try load(text, ["MILLRACE_PG": "db"]) }
    }

    @Test func entriesOfSeveralFilesAreOnePipeline() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let parts = [
            Self.source
                + "models: {load: {inputs: [all], detect: {}}}\nsinks: {out: {type: stdout}}\nalerts: {a: {}}\n",
            "alerts: {b: {for: 3}}\n",
        ]
        let paths = try parts.enumerated().map { index, text in
            let file = folder.appendingPathComponent("\(index).yaml")
            try Data(text.utf8).write(to: file)
            return file.path
        }
        let spec = try PipelineFile.load(paths: paths, environment: [:]).spec
        #expect(spec.alerts.map(\.name) == ["a", "b"] && spec.alerts.map(\.consecutive) == [1, 3])
    }

    @Test func severitiesBeginAtTheReturnPeriod() {
        func thresholds(_ named: [Severity: Int]) -> [String] {
            var spec = DetectSpec()
            spec.returnPeriod = .observations(1_000)
            spec.severity = named.mapValues { .observations($0) }
            return spec.thresholds.map { threshold in
                guard case .observations(let count) = threshold.returnPeriod else { return "?" }
                return "\(threshold.severity.name) \(count)"
            }
        }
        #expect(thresholds([:]) == ["warning 1000"])
        #expect(thresholds([.critical: 9_000]) == ["warning 1000", "critical 9000"])
        #expect(thresholds([.critical: 1_000]) == ["critical 1000"])
        #expect(thresholds([.warning: 5_000, .critical: 9_000]) == ["info 1000", "warning 5000", "critical 9000"])
        #expect(thresholds([.warning: 1_000, .critical: 9_000]) == ["warning 1000", "critical 9000"])
        #expect(thresholds([.info: 1_000, .critical: 9_000]) == ["info 1000", "critical 9000"])
    }
}
