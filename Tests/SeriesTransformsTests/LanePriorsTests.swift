import Foundation
import LiquidForecasting
import RecordDecoding
import StreamRuntime
import Testing
import TimeSeries

@testable import SeriesTransforms

/// What the series of a lane tell each other is a part of the partition's state.
@Suite struct LanePriorsTests {
    private let partition = PartitionID(source: "s", topic: "t", partition: 0)

    private func source(_ prior: ForecasterSettings.Prior = .group) -> ForecastedSource {
        let schema = RecordSchema(
            format: .json, key: ["k"], timeField: "t",
            values: [.init(field: "a", name: "a"), .init(field: "b", name: "b")])
        let models = [3, 5].map { horizon in
            ForecastModel(
                name: "m\(horizon)", forecaster: LiquidForecaster(ForecasterSettings(horizon: horizon, prior: prior)))
        }
        return ForecastedSource(
            pipeline: "p", schema: schema, models: models,
            lanes: [Lane(value: 0, model: 0), Lane(value: 0, model: 1), Lane(value: 1, model: nil)], maxSeries: 1_000)
    }

    /// Four keys; from record 600 on, when they have told what they know, a new one in place of the last.
    private func batch(_ range: Range<Int>) -> RecordBatch {
        var batch = RecordBatch(partition: partition)
        for offset in range {
            let key = offset >= 600 && offset % 4 == 3 ? 4 : offset % 4
            let value = sin(Double(offset) / 40) + Double(offset * 7 % 13) / 10
            let text = "{\"k\":\"key \(key)\",\"t\":\(offset * 1_000),\"a\":\(value),\"b\":1}"
            Array(text.utf8).withUnsafeBytes {
                batch.append(offset: Int64(offset), timestamp: nil, key: nil, value: $0)
            }
        }
        return batch.sealed()
    }

    private func epoch() -> Epoch { Epoch(partition: partition, startingAt: 0, firstIntroduced: 0) }

    private func run(_ range: Range<Int>, by length: Int, _ program: ForecastingProgram) throws -> [Double] {
        var epoch = epoch()
        for start in stride(from: range.lowerBound, to: range.upperBound, by: length) {
            let end = min(start + length, range.upperBound)
            try program.advance(
                through: 0..<end - start, of: batch(start..<end), recording: true, into: &epoch)
        }
        return epoch.forecastValues
    }

    @Test func aNewSeriesStartsFromItsLaneWhereverBatchesEnd() throws {
        let (whole, parts, alone) = (
            ForecastingProgram(source()), ForecastingProgram(source()), ForecastingProgram(source(.none))
        )
        let forecasts = try run(0..<1_500, by: 1_500, whole)
        #expect(try run(0..<1_500, by: 37, parts) == forecasts)
        #expect(whole.image() == parts.image())
        #expect(try run(0..<1_500, by: 1_500, alone) != forecasts, "the group makes a difference")
        #expect(whole.table.priors.all.count == 2 && alone.table.priors.all.isEmpty)
    }

    @Test(arguments: [300, 430, 599, 640, 700, 1_100]) func aSnapshotKeepsWhatSeriesStartFrom(cut: Int) throws {
        let original = ForecastingProgram(source())
        _ = try run(0..<cut, by: 100, original)
        let restored = try #require(try ForecastingProgram(source(), image: original.image()))
        #expect(restored.image() == original.image())
        #expect(try run(cut..<1_500, by: 1_500, original) == run(cut..<1_500, by: 61, restored))
        #expect(original.image() == restored.image())
    }

    @Test func withAnotherPriorTheModelRestarts() throws {
        let (with, without) = (source().models[0].outline, source(.none).models[0].outline)
        #expect(with.fate(under: without) == .restarts && with.fate(under: with) == .kept)
    }
}
