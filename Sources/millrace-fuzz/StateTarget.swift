import Alerting
import AnomalyScoring
import Glibc
import LiquidForecasting
import RecordDecoding
import SeriesTransforms
import StreamRuntime
import TimeSeries

/// What reads a partition's state back: keys, labels, series, their blocks, what their lanes know. A sound one with edits.
final class StateTarget: FuzzTarget {
    private let partition = PartitionID(source: "s", topic: "t", partition: 0)
    private let programs: ForecastingPrograms
    private let sound: [UInt8]

    init() {
        programs = Self.programs()
        let program = programs.make(for: partition)
        var epoch = Epoch(partition: partition, startingAt: 0, firstIntroduced: 0)
        var batch = RecordBatch(partition: partition)
        for offset in 0..<60 {
            let b = offset % 2 == 0 ? "" : ",\"b\":\(offset % 11)"
            let record = "{\"k\":\"key \(offset % 3)\",\"t\":\(offset * 1_000),\"a\":\(offset % 13)\(b)}"
            Array(record.utf8).withUnsafeBytes {
                batch.append(offset: Int64(offset), timestamp: nil, key: nil, value: $0)
            }
        }
        do {
            try program.advance(through: 0..<60, of: batch.sealed(), recording: true, into: &epoch)
        } catch {
            fatalError(error.description)
        }
        sound = program.encodeState()
    }

    func take(_ input: UnsafeRawBufferPointer) {
        guard let program = programs.restore(partition, from: Patches.apply(input, to: sound)) else { return }
        precondition(program.identities.count == program.seriesCount)
        let state = program.encodeState()
        guard let again = programs.restore(partition, from: state) else {
            fatalError("a state that was written cannot be read")
        }
        let copy = again.encodeState()
        // Not by ==, which the fuzzer would follow byte by byte.
        precondition(
            copy.count == state.count && memcmp(copy, state, state.count) == 0, "a state is not what it was read from")
    }

    private static func programs() -> ForecastingPrograms {
        let schema = RecordSchema(
            format: .json, key: ["k"], timeField: "t",
            values: [.init(field: "a", name: "a"), .init(field: "b", name: "b", optional: true)])
        let policy = IncidentPolicy(
            name: "p", consecutive: 1, resolveAfterMicroseconds: 60_000_000, cooldownMicroseconds: 0,
            leastSeverity: .warning)
        let plain = ForecastModel(
            name: "plain", forecaster: LiquidForecaster(ForecasterSettings(horizon: 1, prior: .group)))
        let watched = ForecastModel(
            name: "watched", forecaster: LiquidForecaster(ForecasterSettings(horizon: 1)),
            detector: AnomalyDetector(DetectorSettings(horizon: 1, severities: [(.warning, .observations(3_000))])),
            policies: [policy])
        return ForecastingPrograms([
            "s": ForecastedSource(
                pipeline: "p", schema: schema, models: [plain, watched],
                lanes: [Lane(value: 0, model: 0), Lane(value: 1, model: 1)], maxSeries: 8)
        ])
    }
}
