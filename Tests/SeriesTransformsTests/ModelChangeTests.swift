import Alerting
import AnomalyScoring
import LiquidForecasting
import StreamRuntime
import Testing
import TimeSeries

@testable import SeriesTransforms

/// Going on with a state that other settings have made.
@Suite struct ModelChangeTests {
    private static let change = 700
    private let lines = WatchedLog.lines

    /// Two models of the same values, of which one has another horizon, or asks something else of its detector.
    private func source(
        horizon: Int = 3, names: [String] = ["m", "n"], detects: Bool = true, prior: ForecasterSettings.Prior = .none,
        _ ask: (inout DetectorSettings) -> Void = { _ in }
    ) -> ForecastedSource {
        let log = WatchedLog(ask).source
        let models = names.map { name in
            let isChanged = name == "n"
            var settings = log.models[0].detector?.settings
            settings?.horizon = isChanged ? horizon : 3
            let hasDetector = detects || !isChanged
            return ForecastModel(
                name: name,
                forecaster: LiquidForecaster(ForecasterSettings(horizon: isChanged ? horizon : 3, prior: prior)),
                detector: hasDetector ? settings.map { AnomalyDetector($0) } : nil,
                policies: hasDetector ? log.models[0].policies : [])
        }
        return ForecastedSource(
            pipeline: "p", schema: log.schema, models: models,
            lanes: names.indices.map { Lane(value: 0, model: $0) }, maxSeries: 100)
    }

    private func program(
        _ source: ForecastedSource, upTo end: Int, _ inputs: WatchedLog.Inputs = [:]
    ) throws -> (ForecastingProgram, Epoch) {
        let program = ForecastingProgram(source)
        var epoch = WatchedLog.epoch()
        try WatchedLog.run(program, lines, 0..<end, by: 64, inputs, into: &epoch)
        return (program, epoch)
    }

    private func blocks(_ program: ForecastingProgram, _ model: String) -> [[UInt8]] {
        program.table.entries.filter { program.model(of: $0).name == model }.map {
            Array(UnsafeRawBufferPointer(start: $0.block, count: program.model(of: $0).blockByteCount))
        }
    }

    @Test func aStateIsKeptWhereNothingHasChanged() throws {
        let (program, _) = try program(source(), upTo: Self.change)
        let restored = try #require(try ForecastingProgram(source(), image: program.image()))
        #expect(restored.pendingInputs.isEmpty && restored.image() == program.image())
    }

    /// What counts is judged anew, in the middle of what is under way.
    @Test func whatIsLearnedIsKeptWhereOnlyTheJudgementChanges() throws {
        let (program, _) = try program(source(), upTo: Self.change)
        let other = source {
            $0.highest = 60; $0.absentAfterMicroseconds = nil
        }
        let restored = try #require(try ForecastingProgram(other, image: program.image()))
        #expect(restored.pendingInputs.isEmpty)
        #expect(blocks(restored, "m") == blocks(program, "m") && blocks(restored, "n") == blocks(program, "n"))
        #expect(program.source.models[0].outline.fate(under: other.models[0].outline) == .judged)
    }

    /// The state goes on exactly as one does that a replay of the log makes, with what was stamped into it.
    @Test(arguments: [ForecasterSettings.Prior.none, .group])
    func aChangedModelStartsAnewAndTheOthersGoOn(prior: ForecasterSettings.Prior) throws {
        let (program, _) = try program(source(prior: prior), upTo: Self.change)
        let other = source(horizon: 5, prior: prior)
        let restored = try #require(try ForecastingProgram(other, image: program.image()))
        let restart = SideInput(.restart(ModelRestart(model: "n", metric: "v", isDetectorAlone: false)))
        #expect(restored.pendingInputs == [restart] && blocks(restored, "m") == blocks(program, "m"))
        // A snapshot that is made before it is taken in does not forget it.
        let again = try #require(try ForecastingProgram(other, image: restored.image()))
        #expect(again.pendingInputs == [restart])
        var epoch = WatchedLog.epoch()
        again.apply(restart, recording: true, into: &epoch)
        #expect(again.pendingInputs.isEmpty)
        try WatchedLog.run(again, lines, Self.change..<lines.count, by: 64, into: &epoch)
        let (whole, _) = try self.program(other, upTo: lines.count, [Self.change: [restart]])
        #expect(again.image() == whole.image())
    }

    @Test func whatIsUnderWayEndsWithAModelThatRestarts() throws {
        let burst = lines.firstIndex { $0.key == "bad" && $0.minute == 183 } ?? 0
        let (program, before) = try program(source(), upTo: burst)
        let restored = try #require(try ForecastingProgram(source(horizon: 5), image: program.image()))
        var epoch = WatchedLog.epoch()
        for input in restored.pendingInputs { restored.apply(input, recording: true, into: &epoch) }
        func names(_ epoch: Epoch, _ change: AlertRow.Change) -> [String] {
            epoch.alerts.filter { $0.change == change && program.identities[Int($0.series.rawValue)].model == "n" }
                .map { "\($0.fingerprint) \($0.opened)" }
        }
        let open = Set(names(before, .firing)).subtracting(names(before, .resolved))
        #expect(!open.isEmpty && Set(names(epoch, .resolved)) == open)
        #expect(epoch.anomalies.map(\.change).allSatisfy { $0 == .ended } && !epoch.anomalies.isEmpty)
    }

    @Test func aDetectorComesGoesAndRestartsWithoutTheForecaster() throws {
        let (program, _) = try program(source(), upTo: Self.change)
        let count = program.source.models[1].layout.detector
        let gone = try #require(try ForecastingProgram(source(detects: false), image: program.image()))
        #expect(gone.pendingInputs.isEmpty)
        #expect(blocks(gone, "n").map { $0.prefix(count) } == blocks(program, "n").map { $0.prefix(count) })
        let back = try #require(try ForecastingProgram(source(), image: gone.image()))
        let alone = SideInput(.restart(ModelRestart(model: "n", metric: "v", isDetectorAlone: true)))
        #expect(back.pendingInputs == [alone])
        #expect(blocks(back, "n").map { $0.prefix(count) } == blocks(program, "n").map { $0.prefix(count) })
        let other = try #require(try ForecastingProgram(source { $0.adaptAfter = 50 }, image: program.image()))
        #expect(other.pendingInputs.count == 2)
        var epoch = WatchedLog.epoch()
        for input in other.pendingInputs { other.apply(input, recording: true, into: &epoch) }
        #expect(blocks(other, "n").map { $0.prefix(count) } == blocks(program, "n").map { $0.prefix(count) })
        #expect(other.pendingInputs.isEmpty)
    }

    @Test func modelsComeAndGoAndValuesAreNamedBySeries() throws {
        let (program, _) = try program(source(names: ["m"]), upTo: Self.change)
        let more = try #require(try ForecastingProgram(source(names: ["k", "m"]), image: program.image()))
        #expect(blocks(more, "m") == blocks(program, "m") && blocks(more, "k").isEmpty)
        #expect(
            more.pendingInputs == [SideInput(.restart(ModelRestart(model: "k", metric: "v", isDetectorAlone: false)))])
        let fewer = try #require(try ForecastingProgram(source(names: ["m"]), image: more.image()))
        #expect(fewer.image() == program.image())
        var other = source()
        other = ForecastedSource(
            pipeline: "p", schema: other.schema, models: other.models, lanes: [Lane(value: 0, model: nil)], maxSeries: 9
        )
        let none = try #require(try ForecastingProgram(other, image: program.image()))
        #expect(none.seriesCount == 0 && none.pendingInputs.isEmpty)
    }
}
