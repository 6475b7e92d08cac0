import Alerting
import AnomalyScoring
import Glibc
import LiquidForecasting
import RecordDecoding
import SeriesTransforms
import Snapshots
import StreamRuntime
import TimeSeries

/// What reads a partition's state back: keys, labels, series, their blocks, what their lanes know. A sound one with edits.
final class StateTarget: FuzzTarget {
    private let partition = PartitionID(source: "s", topic: "t", partition: 0)
    private let programs: ForecastingPrograms
    private let sound: [UInt8]
    /// Where the payload of a sound state ends, and each of its entries.
    private let ends: [Int]

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
        let parts = Self.parts(of: program)
        sound = parts.flatMap { $0 }
        ends = parts.indices.map { parts[...$0].reduce(0) { $0 + $1.count } }
    }

    func take(_ input: UnsafeRawBufferPointer) {
        let bytes = Patches.apply(input, to: sound)
        var (parts, start): ([[UInt8]], Int) = ([], 0)
        for end in ends.map({ min($0, bytes.count) }) {
            parts.append(Array(bytes[start..<end]))
            start = end
        }
        guard let program = restored(parts) else { return }
        precondition(program.identities.count == program.seriesCount)
        let written = Self.parts(of: program)
        guard let again = restored(written) else { fatalError("a state that was written cannot be read") }
        let (one, other) = (written.flatMap { $0 }, Self.parts(of: again).flatMap { $0 })
        // Not by ==, which the fuzzer would follow byte by byte.
        precondition(
            one.count == other.count && memcmp(one, other, one.count) == 0, "a state is not what it was read from")
    }

    /// The payload of a program's state, and its entries.
    private static func parts(of program: any PartitionProgram) -> [[UInt8]] {
        let (count, payload) = program.beginImage(isWhole: true)
        while !program.copyImage(upTo: .max) {}
        var entries = [[UInt8]](repeating: [], count: count)
        do throws(SnapshotError) {
            try program.takeCopies().forEach { number, bytes throws(SnapshotError) in entries[number] = Array(bytes) }
        } catch {
            fatalError(error.description)
        }
        return [payload] + entries
    }

    private func restored(_ parts: [[UInt8]]) -> (any PartitionProgram)? {
        let head = SnapshotHead(
            offset: 60, start: 0, fingerprint: programs.fingerprint(of: partition), entryCount: parts.count - 1,
            payload: parts.first ?? [])
        do throws(SnapshotError) {
            return try programs.restore(partition, from: head) { body throws(SnapshotError) in
                for part in parts.dropFirst() where !part.withUnsafeBytes({ body($0) }) {
                    throw .damaged(place: "the state", reason: "an entry does not hold together")
                }
            }
        } catch {
            return nil
        }
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
