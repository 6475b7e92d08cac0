import AnomalyScoring
import StreamRuntime
import Testing
import TimeSeries

@testable import SeriesTransforms

/// Anomalies and incidents of a partition are a function of its log, and of the side inputs stamped into it.
@Suite struct AnomalyProgramTests {
    private let log = WatchedLog()
    private let lines = WatchedLog.lines

    private static let inputs: WatchedLog.Inputs = [
        200: [SideInput(.tick(Timestamp(microseconds: 45 * WatchedLog.minute)))],
        700: [
            SideInput(
                .feedback(
                    Feedback(
                        number: 1, verdict: .expected, model: nil, key: "bad", metric: "v",
                        from: Timestamp(microseconds: 170 * WatchedLog.minute),
                        to: Timestamp(microseconds: 200 * WatchedLog.minute)))),
            SideInput(.tick(Timestamp(microseconds: 190 * WatchedLog.minute))),
        ],
    ]

    private func whole(_ inputs: WatchedLog.Inputs = [:]) throws -> (Epoch, StateImage) {
        let program = ForecastingProgram(log.source)
        var epoch = WatchedLog.epoch()
        try WatchedLog.run(program, lines, 0..<lines.count, by: lines.count, inputs, into: &epoch)
        return (epoch, program.image())
    }

    private func name(_ epoch: Epoch, _ key: String) -> SeriesNumber? {
        ["good", "bad", "flap", "gap", "late"].firstIndex(of: key).map { SeriesNumber(Int32($0)) }
    }

    @Test func anomaliesAndIncidentsAreToldOfTheSeriesThatHaveThem() throws {
        let (epoch, _) = try whole()
        #expect(epoch.tally.addsUp && epoch.tally.anomalies == Int64(epoch.anomalies.count { $0.change == .started }))
        #expect(epoch.tally.alerts == Int64(epoch.alerts.count))
        let bad = epoch.anomalies.filter { $0.series == name(epoch, "bad") }
        #expect(bad.map(\.change) == [.started, .ended, .started, .ended, .started, .ended])
        #expect(bad.map(\.observations) == [1, 6, 1, 6, 1, 6])
        #expect(bad[0].sentence == "v of bad is 150, which cannot be: 100 is the most")
        #expect(bad[0].contributions.first == .init(evidence: "range", score: 9))
        #expect(bad[1].end == Timestamp(microseconds: 128 * WatchedLog.minute))
        let gap = epoch.anomalies.filter { $0.series == name(epoch, "gap") }
        #expect(gap.map(\.change) == [.started, .ended] && gap.allSatisfy { $0.kind == .absent && $0.value.isNaN })
        #expect(gap[0].start == Timestamp(microseconds: 99 * WatchedLog.minute))
        #expect(gap[0].peak == Timestamp(microseconds: 109 * WatchedLog.minute))
        #expect(gap[1].end == Timestamp(microseconds: 160 * WatchedLog.minute))
        #expect(!epoch.anomalies.contains { $0.series == name(epoch, "good") || $0.series == name(epoch, "late") })
    }

    @Test func incidentsFollowTheirPolicies() throws {
        let (epoch, _) = try whole()
        let alerts = epoch.alerts.filter { $0.policy == "noc" && $0.series == name(epoch, "bad") }
        #expect(alerts.map(\.change) == [.firing, .resolved, .firing, .resolved, .firing, .resolved])
        #expect(alerts[0].opened == Timestamp(microseconds: 121 * WatchedLog.minute), "the second of two in a row")
        #expect(
            alerts[1].at == Timestamp(microseconds: 130 * WatchedLog.minute) && alerts[1].opened == alerts[0].opened)
        #expect(alerts.map(\.sequence) == [0, 1, 0, 1, 0, 1])
        #expect(alerts[1].observations == 6 && alerts[1].anomaly.value == 150 && alerts[1].anomaly.kind == .range)
        #expect(alerts[1].anomaly.last == Timestamp(microseconds: 125 * WatchedLog.minute))
        #expect(alerts[1].anomaly.sentence.hasPrefix("Over after 5 minutes: "))
        #expect(alerts[0].recent.count == 16 && alerts[0].recent.suffix(3) == [20, 150, 150])
        #expect(Set(alerts.map(\.fingerprint)).count == 1)
        let flap = epoch.alerts.filter { $0.series == name(epoch, "flap") }
        #expect(!flap.contains { $0.policy == "noc" }, "never two in a row")
        #expect(flap.first?.policy == "all")
        let gap = epoch.alerts.filter { $0.series == name(epoch, "gap") && $0.policy == "noc" }
        #expect(gap.map(\.change) == [.firing, .resolved] && gap[0].anomaly.kind == .absent)
        #expect(gap[1].at == Timestamp(microseconds: 165 * WatchedLog.minute))
        // From the value before the silence to the one after it, not to the end of the incident.
        #expect(gap[1].anomaly.end == Timestamp(microseconds: 160 * WatchedLog.minute))
        #expect(gap[1].anomaly.sentence == "Over after 61 minutes: v of gap was silent after 1970-01-01 01:39 UTC")
        #expect(Set(epoch.alerts.map { "\($0.fingerprint) \($0.opened) \($0.sequence)" }).count == epoch.alerts.count)
    }

    @Test(arguments: [Severity.info, .warning, .critical]) func rulesAreAsSevereAsTheySay(severity: Severity) throws {
        func told(range: Severity?, absence: Severity?) throws -> Epoch {
            let log = WatchedLog {
                $0.rangeSeverity = range
                $0.absenceSeverity = absence
            }
            var epoch = WatchedLog.epoch()
            try WatchedLog.run(ForecastingProgram(log.source), lines, 0..<lines.count, by: 50, into: &epoch)
            return epoch
        }
        let (plain, ranges, absences) = (
            try told(range: nil, absence: nil), try told(range: severity, absence: nil),
            try told(range: nil, absence: severity)
        )
        func severities(_ epoch: Epoch, _ kind: AnomalyKind) -> Set<Severity> {
            Set(epoch.anomalies.filter { $0.kind == kind }.map(\.severity))
        }
        #expect(severities(plain, .range) == [.critical] && severities(plain, .absent) == [.critical])
        #expect(severities(ranges, .range) == [severity] && severities(ranges, .absent) == [.critical])
        #expect(severities(absences, .range) == [.critical] && severities(absences, .absent) == [severity])
        // The policy `all` is told of what is critical alone.
        let gap = name(absences, "gap")
        #expect(absences.alerts.contains { $0.policy == "all" && $0.series == gap } == (severity == .critical))
        #expect(
            absences.alerts.filter { $0.policy == "noc" && $0.series == gap }.allSatisfy { $0.severity == severity })
    }

    @Test func observationsHaveAScoreWhereAModelDetects() throws {
        let (epoch, _) = try whole()
        let bad = epoch.observations.filter { $0.series == name(epoch, "bad") }
        #expect(bad.count { $0.score >= 9 } == 3 && bad.count { $0.evidence >= 9 } == 18)
        let silent = ForecastingProgram(WatchedLog(detects: false).source)
        var other = WatchedLog.epoch()
        try WatchedLog.run(silent, lines, 0..<lines.count, by: 50, into: &other)
        #expect(other.observations.allSatisfy { $0.score.isNaN && $0.evidence.isNaN } && other.anomalies.isEmpty)
        #expect(other.forecastValues == epoch.forecastValues, "looking changes no forecast")
    }

    @Test(arguments: [1, 7, 64]) func whatIsToldDoesNotDependOnBatches(length: Int) throws {
        let (epoch, state) = try whole(Self.inputs)
        let program = ForecastingProgram(log.source)
        var other = WatchedLog.epoch()
        try WatchedLog.run(program, lines, 0..<lines.count, by: length, Self.inputs, into: &other)
        #expect(WatchedLog.told(other) == WatchedLog.told(epoch) && !epoch.alerts.isEmpty)
        #expect(program.image() == state)
    }

    /// In the middle of episodes, incidents, cooldowns and absences: every place from the first burst to behind the gap.
    @Test func aRestartAnywhereTellsTheSame() throws {
        let (epoch, state) = try whole(Self.inputs)
        let first = ForecastingProgram(log.source)
        var before = WatchedLog.epoch()
        var last = 0
        for cut in stride(from: 150, to: 900, by: 19) {
            try WatchedLog.run(first, lines, last..<cut, by: 50, Self.inputs, into: &before)
            last = cut
            let restored = try #require(try ForecastingProgram(log.source, image: first.image()))
            #expect(restored.image() == first.image())
            var behind = before
            try WatchedLog.run(restored, lines, cut..<lines.count, by: 31, Self.inputs, into: &behind)
            #expect(WatchedLog.told(behind) == WatchedLog.told(epoch), "cut at \(cut)")
            #expect(restored.image() == state, "cut at \(cut)")
        }
    }

    @Test func aReplayWithoutRowsLeavesTheSameState() throws {
        let (_, state) = try whole(Self.inputs)
        let program = ForecastingProgram(log.source)
        var muted = WatchedLog.epoch()
        try WatchedLog.run(program, lines, 0..<lines.count, by: 40, Self.inputs, recording: false, into: &muted)
        #expect(program.image() == state)
        #expect(muted.anomalies.isEmpty && muted.alerts.isEmpty && muted.observations.isEmpty && muted.tally == Tally())
    }

    /// It is accounted for, shown with what was expected, and nothing is learned of it.
    @Test func whatIsExpectedIsNotLearned() throws {
        let shield = SideInput(
            .feedback(
                Feedback(
                    number: 1, verdict: .expected, model: "m", key: "good", metric: "v",
                    from: Timestamp(microseconds: 100 * WatchedLog.minute),
                    to: Timestamp(microseconds: 110 * WatchedLog.minute))))
        func forecasts(_ value: Double, _ inputs: WatchedLog.Inputs) throws -> Epoch {
            let odd = lines.map { line in
                var line = line
                if line.key == "good", (100...110).contains(line.minute) { line.value = value }
                return line
            }
            let program = ForecastingProgram(log.source)
            var epoch = WatchedLog.epoch()
            try WatchedLog.run(program, odd, 0..<odd.count, by: 50, inputs, into: &epoch)
            return epoch
        }
        let (low, high) = (try forecasts(-70, [300: [shield]]), try forecasts(7_000, [300: [shield]]))
        #expect(low.forecastValues == high.forecastValues && low.tally.addsUp)
        #expect(try forecasts(7_000, [:]).forecastValues != high.forecastValues)
        let shielded = high.observations.filter { $0.disposition == .filtered }
        #expect(shielded.count == 11 && shielded.allSatisfy { $0.value == 7_000 && $0.number == 0 })
        #expect(shielded.contains { $0.expected.isFinite && $0.boundsStart != nil })
        #expect(!high.anomalies.contains { $0.series == name(high, "good") })
    }
}
