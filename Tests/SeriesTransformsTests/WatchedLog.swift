import Alerting
import AnomalyScoring
import LiquidForecasting
import RecordDecoding
import StreamRuntime
import TimeSeries

@testable import SeriesTransforms

/// A log of a few keys, and a pipeline whose model knows what is possible and how long a series may be silent; nothing that
/// is learned is rare enough for it.
struct WatchedLog {
    static let partition = PartitionID(source: "s", topic: "t", partition: 0)
    static let minute: Int64 = 60_000_000

    var source: ForecastedSource

    /// - Parameter ask: changes what is asked of the detector.
    init(detects: Bool = true, alerts: Bool = true, _ ask: (inout DetectorSettings) -> Void = { _ in }) {
        var settings = DetectorSettings(
            horizon: 3, severities: [(.warning, .observations(1e8)), (.critical, .observations(5e8))])
        settings.lowest = 0
        settings.highest = 100
        settings.absentAfterMicroseconds = 10 * Self.minute
        ask(&settings)
        let policies = [
            IncidentPolicy(
                name: "noc", consecutive: 2, resolveAfterMicroseconds: 5 * Self.minute,
                cooldownMicroseconds: 3 * Self.minute, leastSeverity: .info),
            IncidentPolicy(
                name: "all", consecutive: 1, resolveAfterMicroseconds: Self.minute, cooldownMicroseconds: 0,
                leastSeverity: .critical),
        ]
        let model = ForecastModel(
            name: "m", forecaster: LiquidForecaster(ForecasterSettings(horizon: 3)),
            detector: detects ? AnomalyDetector(settings) : nil, policies: detects && alerts ? policies : [])
        source = ForecastedSource(
            pipeline: "p",
            schema: RecordSchema(
                format: .json, key: ["k"], timeField: "t", values: [.init(field: "v", name: "v", optional: true)]),
            models: [model], lanes: [Lane(value: 0, model: 0)], maxSeries: 100)
    }

    /// One record: key, minute and value.
    struct Line {
        var key: String
        var minute: Int64
        var value: Double
    }

    static func batch(_ lines: ArraySlice<Line>) -> RecordBatch {
        var batch = RecordBatch(partition: partition)
        for (offset, line) in zip(lines.indices, lines) {
            let text = "{\"k\":\"\(line.key)\",\"t\":\(line.minute * 60_000),\"v\":\(line.value)}"
            Array(text.utf8).withUnsafeBytes {
                batch.append(offset: Int64(offset), timestamp: nil, key: nil, value: $0)
            }
        }
        return batch.sealed()
    }

    /// Four keys, one record a minute each: `bad` has bursts of impossible values, `flap` every other one, `gap` falls silent
    /// between 100 and 160, `good` is well. Each minute of `late` comes twenty minutes after the others'.
    static let lines: [Line] = (Int64(0)..<300).flatMap { minute -> [Line] in
        var lines = [Line(key: "good", minute: minute, value: 50 + Double(minute % 7))]
        lines.append(Line(key: "bad", minute: minute, value: minute % 60 < 6 && minute >= 120 ? 150 : 20))
        lines.append(Line(key: "flap", minute: minute, value: minute % 2 == 0 && minute > 200 ? -3 : 30))
        if !(100..<160).contains(minute) { lines.append(Line(key: "gap", minute: minute, value: 10)) }
        if minute >= 20 { lines.append(Line(key: "late", minute: minute - 20, value: 5 + Double(minute % 3))) }
        return lines
    }

    static func epoch() -> Epoch { Epoch(partition: partition, startingAt: 0, firstIntroduced: 0) }

    /// Side inputs by the offset before which they are taken in.
    typealias Inputs = [Int: [SideInput]]

    /// Advances through some lines of a log, by so many at once.
    static func run(
        _ program: ForecastingProgram, _ lines: [Line], _ range: Range<Int>, by length: Int, _ inputs: Inputs = [:],
        recording: Bool = true, into epoch: inout Epoch
    ) throws {
        var start = range.lowerBound
        while start < range.upperBound {
            for input in inputs[start] ?? [] { program.apply(input, recording: recording, into: &epoch) }
            let stop = inputs.keys.filter { $0 > start }.min() ?? range.upperBound
            let end = min(start + length, range.upperBound, stop)
            try program.advance(
                through: 0..<end - start, of: batch(lines[start..<end]), recording: recording, into: &epoch)
            epoch.range = epoch.range.lowerBound..<Int64(end)
            start = end
        }
    }

    /// What is told of a program's anomalies and incidents, as text.
    static func told(_ epoch: Epoch) -> [String] { epoch.anomalies.map { "\($0)" } + epoch.alerts.map { "\($0)" } }
}
