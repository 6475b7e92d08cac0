import AnomalyScoring
import StreamRuntime
import Testing
import TimeSeries

@testable import SeriesTransforms

/// What people order to be done with single series.
@Suite struct SeriesOrderTests {
    private let log = WatchedLog()
    private let lines = WatchedLog.lines

    private func order(_ action: SeriesOrder.Action, _ key: String, exported: [UInt8] = []) -> SideInput {
        SideInput(
            .order(
                SeriesOrder(name: "1", action: action, model: "m", key: key, metric: "v", exported: exported)))
    }

    /// A program that has seen the log up to a line.
    private func program(upTo end: Int, _ inputs: WatchedLog.Inputs = [:]) throws -> (ForecastingProgram, Epoch) {
        let program = ForecastingProgram(log.source)
        var epoch = WatchedLog.epoch()
        try WatchedLog.run(program, lines, 0..<end, by: 64, inputs, into: &epoch)
        return (program, epoch)
    }

    private func block(_ program: ForecastingProgram, _ key: String) throws -> [UInt8] {
        guard case .order(let order) = order(.export, key).content else { return [] }
        return program.file(of: try #require(program.series(of: order)), in: WatchedLog.epoch()).block
    }

    /// In the middle of an anomaly, of which an alert was made.
    private var burst: Int { lines.firstIndex { $0.key == "bad" && $0.minute == 183 } ?? 0 }

    @Test func whatIsResetIsAsNewAndWhatWasUnderWayIsOver() throws {
        var (program, epoch) = try program(upTo: burst)
        let open = epoch.alerts.count { $0.change == .firing } - epoch.alerts.count { $0.change == .resolved }
        #expect(open > 0 && program.wants(order(.reset, "bad")) && !program.wants(order(.reset, "nobody's")))
        epoch = WatchedLog.epoch()
        program.apply(order(.reset, "bad"), recording: true, into: &epoch)
        #expect(epoch.anomalies.map(\.change) == [.ended] && epoch.alerts.allSatisfy { $0.change == .resolved })
        #expect(epoch.alerts.count == open && epoch.answers.map(\.refusal) == [nil])
        // The memory is that of a series without a past, but for the name of its newest incident.
        let model = log.source.models[0]
        let fresh = UnsafeMutableRawPointer.allocate(byteCount: model.blockByteCount, alignment: 64)
        defer { fresh.deallocate() }
        fresh.initializeMemory(as: UInt8.self, repeating: 0, count: model.blockByteCount)
        model.prepare(fresh, from: nil)
        let count = model.layout.recent
        #expect(
            try block(program, "bad").prefix(count) == Array(UnsafeRawBufferPointer(start: fresh, count: count))[...])
        // It goes on, its incidents have names of their own, and nothing happens twice.
        try WatchedLog.run(program, lines, burst..<lines.count, by: 64, into: &epoch)
        let opened = epoch.alerts.filter { $0.change == .firing }.map { "\($0.fingerprint) \($0.opened)" }
        #expect(Set(opened).count == opened.count && !opened.isEmpty)
    }

    @Test func anExportIsImportedByteForByte() throws {
        var (program, epoch) = try program(upTo: 700)
        let before = try block(program, "flap")
        program.apply(order(.export, "flap"), recording: true, into: &epoch)
        let bytes = try #require(epoch.answers.first?.exported)
        let file = try SeriesFile(reading: bytes)
        #expect(file.block == before && file.header.key == "flap" && file.header.topic == "t")
        #expect(file.header.time != nil && file.bytes == bytes)
        #expect(try block(program, "flap") == before)
        try WatchedLog.run(program, lines, 700..<1_000, by: 64, into: &epoch)
        epoch = WatchedLog.epoch()
        program.apply(order(.import, "flap", exported: bytes), recording: true, into: &epoch)
        #expect(epoch.answers.map(\.refusal) == [nil] && epoch.alerts.isEmpty)
        let forecaster = log.source.models[0].layout.recent
        #expect(try block(program, "flap").prefix(forecaster) == before.prefix(forecaster))
    }

    @Test func whatDoesNotFitIsRefusedAndChangesNothing() throws {
        var (program, epoch) = try program(upTo: 700)
        program.apply(order(.export, "flap"), recording: true, into: &epoch)
        let bytes = try #require(epoch.answers.first?.exported)
        let before = program.image()
        var damaged = bytes
        damaged[bytes.count / 2] ^= 1
        let other = WatchedLog { $0.highest = 99 }
        let stranger = ForecastingProgram(other.source)
        var strange = WatchedLog.epoch()
        try WatchedLog.run(stranger, lines, 0..<700, by: 64, into: &strange)
        stranger.apply(order(.export, "flap"), recording: true, into: &strange)
        let cases: [([UInt8], String)] = [
            (damaged, "damaged"), (bytes.dropLast(9), "damaged"), ([], "no export"),
            (Array("millrace-series 2\n".utf8), "another version"),
            (try #require(strange.answers.first?.exported), "other settings of the model m"),
        ]
        for (content, words) in cases {
            epoch = WatchedLog.epoch()
            program.apply(order(.import, "flap", exported: content), recording: true, into: &epoch)
            #expect(epoch.answers.first?.refusal?.contains(words) == true, "\(words)")
            #expect(program.image() == before)
        }
    }

    @Test(arguments: [1, 7, 500]) func ordersAreTakenInByAReplayAtTheSamePlace(length: Int) throws {
        let (source, _) = try program(upTo: 400)
        var exports = WatchedLog.epoch()
        source.apply(order(.export, "bad"), recording: true, into: &exports)
        let inputs: WatchedLog.Inputs = [
            500: [order(.reset, "gap")], burst: [order(.delete, "bad"), order(.export, "good")],
            1_000: [order(.import, "late", exported: exports.answers[0].exported)],
        ]
        let (whole, told) = try program(upTo: lines.count, inputs)
        let replayed = ForecastingProgram(log.source)
        var silent = WatchedLog.epoch()
        try WatchedLog.run(replayed, lines, 0..<900, by: length, inputs, recording: false, into: &silent)
        #expect(silent.answers.isEmpty && silent.alerts.isEmpty)
        let restored = try #require(try ForecastingProgram(log.source, image: replayed.image()))
        var rest = WatchedLog.epoch()
        try WatchedLog.run(restored, lines, 900..<lines.count, by: length, inputs, into: &rest)
        #expect(restored.image() == whole.image())
        let known = Set(WatchedLog.told(told))
        #expect(WatchedLog.told(rest).allSatisfy(known.contains))
        #expect(rest.answers == Array(told.answers.suffix(rest.answers.count)))
    }
}
