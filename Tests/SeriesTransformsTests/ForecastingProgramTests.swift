import LiquidForecasting
import RecordDecoding
import StreamRuntime
import Testing
import TimeSeries

@testable import SeriesTransforms

@Suite struct ForecastingProgramTests {
    private let partition = PartitionID(source: "s", topic: "t", partition: 0)

    private func source(maxSeries: Int = 1_000, levels: [Int] = [80, 95]) -> ForecastedSource {
        let schema = RecordSchema(
            format: .json, key: ["k"], timeField: "t",
            values: [
                .init(field: "a", name: "a"), .init(field: "b", name: "b", optional: true),
                .init(field: "c", name: "c"),
            ])
        let models = [3, 5].map { horizon in
            ForecastModel(
                name: "m\(horizon)", forecaster: LiquidForecaster(ForecasterSettings(horizon: horizon, levels: levels)))
        }
        // a is read by both models, b by one, c by none.
        return ForecastedSource(
            pipeline: "p", schema: schema, models: models,
            lanes: [
                Lane(value: 0, model: 0), Lane(value: 0, model: 1), Lane(value: 1, model: 1),
                Lane(value: 2, model: nil),
            ],
            maxSeries: maxSeries)
    }

    private func batch(_ range: Range<Int>) -> RecordBatch {
        var batch = RecordBatch(partition: partition)
        for offset in range {
            let b = offset % 3 == 0 ? "" : ",\"b\":\(offset % 11)"
            let text =
                offset % 50 == 7
                ? "{" : "{\"k\":\"key \(offset % 5)\",\"t\":\(offset * 1_000),\"a\":\(offset % 13)\(b),\"c\":1}"
            Array(text.utf8).withUnsafeBytes {
                batch.append(offset: Int64(offset), timestamp: nil, key: nil, value: $0)
            }
        }
        return batch.sealed()
    }

    private func epoch() -> Epoch { Epoch(partition: partition, startingAt: 0, firstIntroduced: 0) }

    @Test func everyValueHasOneFate() throws {
        let program = ForecastingProgram(source())
        var epoch = epoch()
        try program.advance(through: 0..<1_000, of: batch(0..<1_000), recording: true, into: &epoch)
        #expect(epoch.tally.received == 4_000)
        #expect(epoch.tally.addsUp)
        #expect(epoch.observations.count == 4_000)
        #expect(epoch.tally[.deadLettered] == 80 && epoch.deadLetters.count == 20)
        #expect(Int64(epoch.forecasts.count) == epoch.tally[.forecast] && epoch.forecasts.count > 2_000)
        #expect(program.seriesCount == 15)
        #expect(epoch.forecastValues.count == epoch.forecasts.reduce(0) { $0 + 5 * $1.horizon })
        #expect(
            program.identities[0]
                == SeriesIdentity(key: "key 0", metric: "a", model: "m3", labels: [.init(name: "k", value: "key 0")]))
    }

    @Test(arguments: [[80], [50, 80, 95, 99], [1, 10, 20, 30, 60, 70, 90, 98]])
    func rowsHaveTheBoundsOfEveryLevel(levels: [Int]) throws {
        let program = ForecastingProgram(source(levels: levels))
        var epoch = epoch()
        try program.advance(through: 0..<1_000, of: batch(0..<1_000), recording: true, into: &epoch)
        #expect(epoch.forecastValues.count == epoch.forecasts.reduce(0) { $0 + (1 + 2 * levels.count) * $1.horizon })
        for row in epoch.forecasts {
            var (inner, outer) = (epoch.forecastValues[row.means], epoch.forecastValues[row.means])
            for place in levels.indices {
                let lower = epoch.forecastValues[row.lower(place)]
                let upper = epoch.forecastValues[row.upper(place)]
                #expect(zip(lower, inner).allSatisfy { $0 <= $1 } && zip(outer, upper).allSatisfy { $0 <= $1 })
                (inner, outer) = (lower, upper)
            }
            #expect(row.upper(levels.count - 1).upperBound <= epoch.forecastValues.count)
        }
        let expected = epoch.observations.filter { !$0.expected.isNaN }
        #expect(expected.count > 1_000 && epoch.expectedBounds.count == expected.count * 2 * levels.count)
        #expect(expected.compactMap(\.boundsStart) == (0..<expected.count).map { $0 * 2 * levels.count })
        #expect(epoch.observations.allSatisfy { ($0.boundsStart == nil) == $0.expected.isNaN })
        #expect(epoch.expectedBounds.allSatisfy { $0.isFinite })
    }

    @Test func theStateDoesNotDependOnBatchesOrOnRecording() throws {
        let whole = ForecastingProgram(source())
        var ignored = epoch()
        try whole.advance(through: 0..<900, of: batch(0..<900), recording: true, into: &ignored)
        let parts = ForecastingProgram(source())
        var muted = epoch()
        for start in stride(from: 0, to: 900, by: 90) {
            try parts.advance(
                through: 0..<90, of: batch(start..<start + 90), recording: start % 180 == 0, into: &muted)
        }
        #expect(whole.image() == parts.image())
    }

    @Test func aRestoredProgramGoesOnAsTheOriginal() throws {
        let original = ForecastingProgram(source())
        var first = epoch()
        try original.advance(through: 0..<600, of: batch(0..<600), recording: true, into: &first)
        let restored = try #require(try ForecastingProgram(source(), image: original.image()))
        #expect(restored.identities == original.identities)
        var (left, right) = (epoch(), epoch())
        try original.advance(through: 0..<300, of: batch(600..<900), recording: true, into: &left)
        try restored.advance(through: 0..<300, of: batch(600..<900), recording: true, into: &right)
        #expect(left.forecastValues == right.forecastValues && !left.forecastValues.isEmpty)
        #expect(original.image() == restored.image())
    }

    @Test func aStateThatWasCutOrChangedIsRefusedAndNeverBringsItDown() throws {
        let program = ForecastingProgram(source())
        var ignored = epoch()
        try program.advance(through: 0..<100, of: batch(0..<100), recording: false, into: &ignored)
        let state = program.image()
        func isRefused(_ change: (inout StateImage) -> Void) -> Bool {
            var changed = state
            change(&changed)
            return (try? ForecastingProgram(source(), image: changed)) == nil
        }
        for length in stride(from: 0, to: state.entries[0].count, by: 61) {
            #expect(isRefused { $0.entries[0] = Array($0.entries[0].prefix(length)) })
        }
        #expect(isRefused { $0.entries[0] += [0] })
        #expect(isRefused { $0.entries[0] = [255, 255, 255, 255] })
        #expect(isRefused { $0.entries.append($0.entries[0]) }, "a series twice")
        #expect(isRefused { $0.payload.removeLast() })
        #expect(isRefused { $0.payload.append(0) })
        #expect(!isRefused { _ in })
    }

    @Test func aRecordIsKeptOnceForEachReason() throws {
        let program = ForecastingProgram(source())
        var batch = RecordBatch(partition: partition)
        let records = [#"{"k":"x","t":1000,"a":1,"b":1,"c":1}"#, #"{"k":"x","t":1000,"a":1,"b":"?","c":1}"#]
        for (offset, text) in records.enumerated() {
            Array(text.utf8).withUnsafeBytes {
                batch.append(offset: Int64(offset), timestamp: nil, key: nil, value: $0)
            }
        }
        var epoch = epoch()
        try program.advance(through: 0..<2, of: batch.sealed(), recording: true, into: &epoch)
        #expect(epoch.tally[.duplicate] == 2 && epoch.tally[.deadLettered] == 1 && epoch.tally.addsUp)
        #expect(epoch.deadLetters.map(\.reason) == ["duplicate", "wrong_type"])
        #expect(epoch.deadLetters.map(\.metrics) == [["a"], ["b"]])
        #expect(epoch.deadLetters.map(\.payload) == Array(repeating: Array(records[1].utf8), count: 2))
    }

    @Test func seriesBeyondTheLimitAreRefusedWithAReason() throws {
        let program = ForecastingProgram(source(maxSeries: 4))
        var epoch = epoch()
        try program.advance(through: 0..<100, of: batch(0..<100), recording: true, into: &epoch)
        #expect(program.seriesCount == 4)
        #expect(epoch.tally.addsUp)
        #expect(epoch.deadLetters.contains { $0.reason == "too_many_series" })
    }

    @Test func noMemoryForMoreSeriesEndsTheRunAndSaysSo() throws {
        let budget = MemoryBudget(limit: 5 << 20)
        do {
            let program = ForecastingProgram(source(maxSeries: 100_000), within: budget)
            var batch = RecordBatch(partition: partition)
            for offset in 0..<5_000 {
                Array("{\"k\":\"\(offset)\",\"t\":1000,\"a\":1,\"c\":1}".utf8).withUnsafeBytes {
                    batch.append(offset: Int64(offset), timestamp: nil, key: nil, value: $0)
                }
            }
            var epoch = epoch()
            let sealed = batch.sealed()
            do throws(ConnectorError) {
                try program.advance(through: 0..<5_000, of: sealed, recording: true, into: &epoch)
                Issue.record("it was within 5 MiB")
            } catch {
                #expect(error.description.contains("5 MiB") && error.description.contains("state.max_series"))
            }
        }
        #expect(budget.take(5 << 20), "what a program had is given back")
    }

    @Test func whatNamesSeriesChangesTheFingerprintAndSettingsDoNot() {
        #expect(source().fingerprint == source(maxSeries: 5).fingerprint)
        let whole = source()
        var schema = whole.schema
        schema.key.append("b")
        let other = ForecastedSource(
            pipeline: "p", schema: schema, models: whole.models, lanes: whole.lanes, maxSeries: whole.maxSeries)
        #expect(whole.fingerprint != other.fingerprint)
    }
}
