import Alerting
import AnomalyScoring
import Foundation
import LiquidForecasting
import PipelineSpec
import SeriesTransforms
import Telemetry
import Testing
import TimeSeries

@testable import millrace

/// What a pipeline's `detect` and `alerts` become.
@Suite struct DetectionAssemblyTests {
    private static let day: Int64 = 86_400_000_000

    private static let text = """
        apiVersion: millrace/v1
        pipeline: p
        sources:
          s: {type: file, path: a.csv, key: [region, cell], time: ts, values: [load, calls]}
        models:
          load:
            inputs: [s.load]
            forecaster: {type: liquid, horizon: 5}
            detect:
              return_period: 30d
              severity: {critical: 365d}
              range: [~, 100]
              direction: below
              min_deviation: {absolute: 2, relative: 5%}
              absent_after: 1h
              adapt_after: 500
          calls: {inputs: [s.calls], detect: {}}
          plain: {inputs: [s.load]}
        alerts:
          noc:
            models: load
            to: [hook, db]
            for: 2
            resolve_after: 10m
            cooldown: 15m
            min_severity: warning
            storm: {group_by: [region, metric], above: 50, wait: 5s}
          rest: {}
        sinks:
          db: {type: postgres, url: 'postgresql://u:hunter2@h/d'}
          hook:
            type: webhook
            url: 'https://hunter2@chat.example/hunter2'
            headers: {Authorization: hunter2}
            max_per_minute: 7
          topic: {type: kafka, brokers: b:1, topic: alerts, kafka: {sasl.password: hunter2}}

        """

    private func spec() throws -> PipelineSpec {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).yaml")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(Self.text.utf8).write(to: file)
        return try PipelineFile.load(paths: [file.path], environment: [:]).spec
    }

    @Test func detectorsAreWhatModelsAsk() throws {
        let models = try spec().models
        let load = try #require(PipelineAssembly.detector(of: models[0])).settings
        #expect(load.horizon == 5 && load.adaptAfter == 500 && load.absentAfterMicroseconds == Self.day / 24)
        #expect(load.severities.map(\.severity) == [.warning, .critical])
        #expect(load.severities.map(\.returnPeriod) == [.microseconds(30 * Self.day), .microseconds(365 * Self.day)])
        #expect(load.lowest == -.infinity && load.highest == 100 && load.direction == .below)
        #expect(load.leastDeviation == 2 && load.leastRelativeDeviation == 0.05)

        let defaults = DetectorSettings(horizon: 12, severities: [(.warning, .observations(1_500))])
        #expect(PipelineAssembly.detector(of: models[1])?.settings == defaults)
        #expect(PipelineAssembly.detector(of: models[2]) == nil)
    }

    @Test func policiesAreThoseThatNameAModel() throws {
        let spec = try spec()
        let assembly = PipelineAssembly(spec: spec, log: Log(format: .json, threshold: .error))
        let noc = IncidentPolicy(
            name: "noc", consecutive: 2, resolveAfterMicroseconds: 600_000_000, cooldownMicroseconds: 900_000_000,
            leastSeverity: .warning)
        let rest = IncidentPolicy(
            name: "rest", consecutive: 1, resolveAfterMicroseconds: 1_800_000_000, cooldownMicroseconds: 0,
            leastSeverity: .info)
        #expect(spec.models.map { PipelineAssembly.policies(of: $0, in: spec) } == [[noc, rest], [rest], []])
        let storm = StormPolicy(groupBy: ["region", "metric"], above: 50, waitMicroseconds: 5_000_000)
        #expect(
            assembly.routes == [
                RoutingPolicy(name: "noc", models: ["load"], receivers: ["hook"], storm: storm),
                RoutingPolicy(name: "rest", models: ["load", "calls"], receivers: [], storm: nil),
            ])
        #expect(spec.outbox == "db")
    }

    @Test func anExplanationNamesReceiversButNoSecret() throws {
        let spec = try spec()
        let text = Explanation(spec: spec).text
        #expect(!text.contains("hunter2") && !text.contains("chat.example"))
        let whole = PipelineAssembly.model(spec.models[0], of: spec).blockByteCount
        let plain = PipelineAssembly.forecaster(of: spec.models[0]).layout.byteCount
        // Two entries of alerts and the newest values come on top of what the detector keeps.
        #expect(whole - plain >= (PipelineAssembly.detector(of: spec.models[0])?.blockByteCount ?? 0) + 2 * 200 + 128)
        let expected = [
            "memory a series: \(Figures.bytes(Double(whole))), \(Figures.bytes(Double(whole - plain))) of it for anomalies and their incidents;",
            "    anomalies: what comes once in 30d is a warning, in 365d is critical\n",
            "      only what is below what was expected, off by at least 2 and by at least 5 % of what was expected\n",
            "      always what is above 100, critical\n",
            "      a series is absent after 1h without an observation, critical\n",
            "      a lasting change of level is normal after 500 observations\n",
            "    anomalies: what comes once in 1,500 observations is a warning\n",
            "    looks for no anomalies\n",
            "  alert noc: 2 unusual observations in a row of load, at least a warning; over 10m after the last; then none for 15m\n    tells hook\n    more than 50 at once with the same region, metric are told as one; each waits 5s for others\n",
            "  alert rest: an unusual observation of load, calls; over 30m after the last\n    tells nobody: it is in the results\n",
            "observations: all; keeps what receivers are to be told until they have it\n",
            "  sink hook: alerts to a URL as JSON, at most 7 a minute\n",
            "  sink topic: alerts to the topic alerts at b:1, at most 6000 a minute\n",
        ]
        for line in expected { #expect(text.contains(line)) }
    }
}
