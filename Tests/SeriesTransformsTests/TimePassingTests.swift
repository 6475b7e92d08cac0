import StreamRuntime
import Testing
import TimeSeries

@testable import SeriesTransforms

/// Absences and ends of incidents: what the partition's newest event time brings, by records or by ticks.
@Suite struct TimePassingTests {
    private let log = WatchedLog()

    private func tick(_ minute: Int64) -> SideInput {
        SideInput(.tick(Timestamp(microseconds: minute * WatchedLog.minute)))
    }

    private func steady(_ keys: [String], _ minutes: Range<Int64>) -> [WatchedLog.Line] {
        minutes.flatMap { minute in keys.map { WatchedLog.Line(key: $0, minute: minute, value: 50) } }
    }

    @Test func aTickTellsWhatIsAbsentWhereNoRecordCan() throws {
        let lines = steady(["a", "b"], 0..<30)
        let program = ForecastingProgram(log.source)
        var epoch = WatchedLog.epoch()
        try WatchedLog.run(program, lines, 0..<lines.count, by: 9, into: &epoch)
        #expect(epoch.anomalies.isEmpty)
        #expect(!program.wants(tick(30)) && !program.wants(tick(29)) && program.wants(tick(39)))
        program.apply(tick(200), recording: true, into: &epoch)
        #expect(epoch.anomalies.map(\.kind) == [.absent, .absent])
        #expect(epoch.anomalies.allSatisfy { $0.offset == 60 && $0.peak.microseconds == 39 * WatchedLog.minute })
        #expect(epoch.alerts.filter { $0.policy == "noc" }.map(\.change) == [.firing, .firing])
        #expect(!program.wants(tick(300)), "nothing more can happen while they are silent")
    }

    @Test func aTickEndsAnIncidentOfASeriesThatFellSilentBeforeItIsAbsent() throws {
        let lines = steady(["a"], 0..<30) + [30, 31].map { WatchedLog.Line(key: "a", minute: $0, value: 500) }
        let program = ForecastingProgram(log.source)
        var epoch = WatchedLog.epoch()
        try WatchedLog.run(program, lines, 0..<lines.count, by: 5, into: &epoch)
        #expect(!program.wants(tick(31)) && program.wants(tick(32)))
        program.apply(tick(36), recording: true, into: &epoch)
        let noc = epoch.alerts.filter { $0.policy == "noc" }
        #expect(noc.map(\.change) == [.firing, .resolved])
        #expect(noc[1].at == Timestamp(microseconds: 36 * WatchedLog.minute))
    }

    /// The clock ran ahead while nothing came; then all of it comes at once.
    @Test func lateRecordsAfterATickAreRight() throws {
        let lines = steady(["a", "b"], 0..<120)
        let inputs: WatchedLog.Inputs = [60: [tick(90)]]
        let program = ForecastingProgram(log.source)
        var epoch = WatchedLog.epoch()
        try WatchedLog.run(program, lines, 0..<lines.count, by: 7, inputs, into: &epoch)
        #expect(epoch.tally[.late] == 0 && epoch.tally.addsUp)
        #expect(epoch.anomalies.map(\.change) == [.started, .started, .ended, .ended])
        #expect(epoch.anomalies.suffix(2).map(\.end?.microseconds) == [30 * WatchedLog.minute, 30 * WatchedLog.minute])
        // One incident each, over five minutes of the partition's time after they are back.
        let noc = epoch.alerts.filter { $0.policy == "noc" }
        #expect(noc.map(\.change) == [.firing, .firing, .resolved, .resolved])
        #expect(noc.suffix(2).allSatisfy { $0.at.microseconds == 95 * WatchedLog.minute })
    }

    /// A partition of one series has nobody else who would move its time on.
    @Test func aLoneSeriesWasAbsentWhenItComesBack() throws {
        let lines = steady(["a"], 0..<30) + steady(["a"], 100..<110)
        let program = ForecastingProgram(log.source)
        var epoch = WatchedLog.epoch()
        try WatchedLog.run(program, lines, 0..<lines.count, by: 50, into: &epoch)
        #expect(epoch.anomalies.map(\.change) == [.started, .ended])
        #expect(epoch.anomalies.map(\.offset) == [30, 30])
        #expect(epoch.anomalies[0].peak.microseconds == 39 * WatchedLog.minute)
    }

    @Test func aTimeFarAheadMakesEverySeriesAbsentOnce() throws {
        var lines = steady(["a", "b"], 0..<30)
        lines.append(WatchedLog.Line(key: "x", minute: 60_000_000, value: 1))
        lines += steady(["a", "b"], 30..<90)
        let program = ForecastingProgram(log.source)
        var epoch = WatchedLog.epoch()
        try WatchedLog.run(program, lines, 0..<lines.count, by: 50, into: &epoch)
        #expect(epoch.anomalies.map(\.change) == [.started, .started, .ended, .ended])
        #expect(epoch.observations.suffix(100).allSatisfy { $0.disposition == .forecast }, "they go on as before")
    }

    @Test func feedbackIsWantedWhereItIsAboutASeries() throws {
        let program = ForecastingProgram(log.source)
        var epoch = WatchedLog.epoch()
        func feedback(_ key: String?, _ model: String? = nil, _ metric: String? = nil) -> SideInput {
            SideInput(
                .feedback(
                    Feedback(
                        number: 1, verdict: .falseAlarm, model: model, key: key, metric: metric, from: nil, to: nil)))
        }
        #expect(!program.wants(feedback(nil)))
        try WatchedLog.run(program, steady(["a"], 0..<3), 0..<3, by: 3, into: &epoch)
        #expect(program.wants(feedback(nil)) && program.wants(feedback("a", "m", "v")))
        #expect(
            !program.wants(feedback("b")) && !program.wants(feedback("a", "n"))
                && !program.wants(feedback("a", nil, "w")))
        let before = program.image()
        program.apply(feedback("a"), recording: true, into: &epoch)
        #expect(program.image() != before)
    }

    /// A series remembers four ranges that are called expected. The fifth lets the first go, under which it was not absent.
    @Test func anAbsenceThatNothingExcusesAnyMoreComesAtOnceAsAfterARestart() throws {
        func expected(_ number: Int64, _ key: String?, from: Int64, to: Int64) -> SideInput {
            let (from, to) = (from * WatchedLog.minute, to * WatchedLog.minute)
            return SideInput(
                .feedback(
                    Feedback(
                        number: number, verdict: .expected, model: nil, key: key, metric: "v",
                        from: Timestamp(microseconds: from), to: Timestamp(microseconds: to))))
        }
        let lines = steady(["a", "b", "c"], 0..<30)
        let program = ForecastingProgram(log.source)
        var epoch = WatchedLog.epoch()
        try WatchedLog.run(program, lines, 0..<lines.count, by: 9, into: &epoch)
        program.apply(expected(1, "b", from: 0, to: 10_000), recording: true, into: &epoch)
        program.apply(tick(60), recording: true, into: &epoch)
        let absent = epoch.anomalies.count
        #expect(absent == 2 && epoch.anomalies.allSatisfy { $0.kind == .absent })
        for number in 2...4 {
            program.apply(expected(Int64(number), "b", from: -10, to: -5), recording: true, into: &epoch)
        }
        #expect(epoch.anomalies.count == absent)
        let restored = try #require(try ForecastingProgram(log.source, image: program.image()))
        var again = WatchedLog.epoch()
        again.range = epoch.range
        program.apply(expected(5, nil, from: -10, to: -5), recording: true, into: &epoch)
        restored.apply(expected(5, nil, from: -10, to: -5), recording: true, into: &again)
        #expect(epoch.anomalies.dropFirst(absent).map { program.identities[Int($0.series.rawValue)].key } == ["b"])
        func told(_ rows: some Sequence) -> [String] { rows.map { "\($0)" } }
        #expect(told(again.anomalies) == told(epoch.anomalies.dropFirst(absent)))
        #expect(!again.alerts.isEmpty && told(again.alerts) == told(epoch.alerts.suffix(again.alerts.count)))
        #expect(program.image() == restored.image())
    }
}
