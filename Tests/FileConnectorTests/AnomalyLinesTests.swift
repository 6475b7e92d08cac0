import Foundation
import PipelineSpec
import StreamRuntime
import Telemetry
import Testing
import TimeSeries

@testable import FileConnector

/// What is unusual, in files: once, also where no record came with it.
@Suite final class AnomalyLinesTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("millrace-\(UUID().uuidString)")
    private let partition = PartitionID(source: "s", topic: "t", partition: 0)

    deinit { try? FileManager.default.removeItem(at: folder) }

    private func writer() throws -> any SinkWriter {
        let spec = FileSinkSpec(path: "out", resolvedPath: folder.path, onStart: .continue, forecastsEvery: 1)
        let writer = try FileSink(
            name: "f", pipeline: "p", spec: spec, forms: ["m": ForecastForm(levels: [95], counting: .time)],
            keepsDeadLetters: false, log: Log(format: .human, threshold: .error)
        ).makeWriter()
        writer.introduce(
            [
                SeriesIdentity(
                    key: "a/b", metric: "v", model: "m",
                    labels: [.init(name: "site", value: "a"), .init(name: "cell", value: "b")]),
                SeriesIdentity(key: "c", metric: "v", model: "m", labels: []),
            ], firstNumber: 0, in: partition)
        return writer
    }

    private func anomaly(_ series: Int32, _ change: AnomalyRow.Change, _ kind: AnomalyKind) -> AnomalyRow {
        AnomalyRow(
            offset: 1, series: SeriesNumber(series), change: change, start: Timestamp(microseconds: 1_000_000),
            peak: Timestamp(microseconds: 2_000_000), last: Timestamp(microseconds: 3_000_000),
            end: change == .ended ? Timestamp(microseconds: 4_000_000) : nil, observations: 2,
            value: kind == .absent ? .nan : 150, expected: 50, lower: 40, upper: 60.5, score: 9,
            returnPeriodMicroseconds: 6e16, kind: kind, severity: .critical,
            contributions: kind == .absent
                ? [] : [.init(evidence: "range", score: 9), .init(evidence: "level", score: 2.5)],
            sentence: "v of \"a\" is 150")
    }

    /// Two records, an anomaly of each series, a change of an incident.
    private func epoch(_ range: Range<Int64>, after input: Int64 = 0, inputs: [StampedInput] = []) -> Epoch {
        var epoch = Epoch(partition: partition, startingAt: range.lowerBound, after: input, firstIntroduced: 2)
        epoch.range = range
        epoch.inputs = inputs
        var row = ObservationRow(
            offset: 1, series: SeriesNumber(0), time: Timestamp(microseconds: 2_000_000), value: 150,
            disposition: .warming)
        (row.score, row.evidence) = (0, 4.5)
        epoch.observations = range.isEmpty ? [] : [row]
        epoch.anomalies = [anomaly(0, .started, .range), anomaly(1, .ended, .absent)]
        epoch.alerts = [
            AlertRow(
                offset: 1, series: SeriesNumber(0), policy: "noc", fingerprint: "00ff",
                opened: Timestamp(microseconds: 0),
                sequence: 1, change: .resolved, at: Timestamp(microseconds: 9_000_000), severity: .warning,
                anomaly: anomaly(0, .ended, .range), observations: 2, recent: [1, 2.5])
        ]
        return epoch
    }

    private func lines(_ name: String) throws -> [String] {
        try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8).split(separator: "\n").map(
            String.init)
    }

    @Test func linesSayWhatIsKnown() throws {
        let writer = try writer()
        try writer.begin(partition, at: 0) { false }
        try writer.commit(epoch(0..<2)) { false }
        #expect(
            try lines("anomalies.jsonl") == [
                #"{"key":"a/b","metric":"v","model":"m","labels":{"site":"a","cell":"b"},"change":"started","observations":2,"start":"1970-01-01T00:00:01.000Z","peak":"1970-01-01T00:00:02.000Z","last":"1970-01-01T00:00:03.000Z","end":null,"value":150.0,"expected":50.0,"lower":40.0,"upper":60.5,"score":9.0,"return_period_seconds":60000000000.0,"kind":"range","severity":"critical","contributions":{"range":9.0,"level":2.5},"sentence":"v of \"a\" is 150"}"#,
                #"{"key":"c","metric":"v","model":"m","change":"ended","observations":2,"start":"1970-01-01T00:00:01.000Z","peak":"1970-01-01T00:00:02.000Z","last":"1970-01-01T00:00:03.000Z","end":"1970-01-01T00:00:04.000Z","value":null,"expected":50.0,"lower":40.0,"upper":60.5,"score":9.0,"return_period_seconds":60000000000.0,"kind":"absent","severity":"critical","contributions":{},"sentence":"v of \"a\" is 150"}"#,
            ])
        let alert = try lines("alerts.jsonl")[0]
        #expect(
            alert.hasPrefix(
                #"{"key":"a/b","metric":"v","model":"m","labels":{"site":"a","cell":"b"},"policy":"noc","fingerprint":"00ff","opened":"1970-01-01T00:00:00.000Z","sequence":1,"change":"resolved","at":"1970-01-01T00:00:09.000Z","severity":"warning","observations":2,"recent":[1.0,2.5],"anomaly":{"observations":2,"start""#
            ))
        #expect(try lines("observations.jsonl")[0].contains(#","score":0.0,"evidence":4.5,"status":"warming""#))
        for name in ["anomalies.jsonl", "alerts.jsonl", "observations.jsonl"] {
            for line in try lines(name) { _ = try JSONSerialization.jsonObject(with: Data(line.utf8)) }
        }
    }

    @Test func whatCameOfASideInputIsWrittenOnce() throws {
        let tick = StampedInput(sequence: 1, offset: 2, input: SideInput(.tick(Timestamp(microseconds: 5))))
        do {
            let writer = try writer()
            try writer.begin(partition, at: 0) { false }
            try writer.commit(epoch(0..<2)) { false }
            try writer.commit(epoch(2..<2, inputs: [tick])) { false }
        }
        // As a crash in the middle of the next epoch would leave it.
        let handle = try FileHandle(forWritingTo: folder.appendingPathComponent("alerts.jsonl"))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data("{\"key\":\"half".utf8))
        try handle.close()
        let writer = try writer()
        #expect(try lines("alerts.jsonl").count == 2 && lines("anomalies.jsonl").count == 4)
        #expect(
            try writer.progress(of: partition) { false } == PartitionProgress(start: 0, next: 2, epoch: 2, input: 1))
        #expect(throws: ConnectorError.self) { try writer.commit(self.epoch(2..<2, inputs: [tick])) { false } }
        try writer.commit(epoch(2..<4, after: 1)) { false }
        #expect(try lines("alerts.jsonl").count == 3)
    }
}
