import Alerting
import StreamRuntime
import Testing
import TimeSeries

@Suite struct IncidentMachineTests {
    private func policy(
        _ consecutive: Int = 1, resolveAfter: Int64 = 10, cooldown: Int64 = 0, least: Severity = .info
    ) -> IncidentPolicy {
        IncidentPolicy(
            name: "noc", consecutive: consecutive, resolveAfterMicroseconds: resolveAfter,
            cooldownMicroseconds: cooldown, leastSeverity: least)
    }

    /// Plays observations, one a microsecond, and silence after them until nothing more changes by itself. What is due comes
    /// before the observation at that time.
    ///
    /// - Parameter script: `.` is usual, a digit a score, `w` a warning of score 4, `C` a critical of score 9, a space no
    ///   observation.
    private func play(_ script: String, _ policy: IncidentPolicy) -> [String] {
        let machine = IncidentMachine(policy)
        var state = IncidentState()
        var told: [String] = []
        func tell(_ transition: IncidentTransition?) {
            guard let transition else { return }
            told.append(
                "\(transition.change.rawValue)@\(transition.at) \(transition.severity.name) #\(transition.sequence) of \(transition.opened), \(transition.observations)"
            )
        }
        for (index, letter) in script.enumerated() {
            let time = Int64(index)
            while let due = machine.deadline(state), due <= time { tell(machine.settle(&state)) }
            let sight: IncidentSight? =
                switch letter {
                case "C": IncidentSight(severity: .critical, score: 9)
                case "w": IncidentSight(severity: .warning, score: 4)
                case "i": IncidentSight(severity: .info, score: 3)
                default: nil
                }
            if letter != " " { tell(machine.observe(sight, at: time, now: time, &state).transition) }
        }
        while machine.deadline(state) != nil { tell(machine.settle(&state)) }
        return told
    }

    @Test func firesAtOnceAndIsResolvedWhenNothingWasUnusualForAWhile() {
        #expect(
            play("..ww.w......", policy()) == [
                "firing@2 warning #0 of 2, 1", "resolved@15 warning #1 of 2, 3",
            ])
    }

    @Test func waitsForAsManyInARowAsThePolicyWants() {
        #expect(
            play("ww.ww.www", policy(3)) == ["firing@8 warning #0 of 8, 3", "resolved@18 warning #1 of 8, 3"])
        #expect(play("w.w.w.w.w.w", policy(2)).isEmpty, "a flapping series never has two")
    }

    @Test func aFlappingSeriesIsOneIncident() {
        #expect(play("w.w.w.w.w.w", policy()).count == 2)
        #expect(play("w.w.w.w.w.w", policy(resolveAfter: 1)).count == 12)
    }

    @Test func aCooldownHoldsBackTheNextIncidentUntilItIsOver() {
        // Over at 10; the next may fire from 15 on.
        #expect(
            play("w...........wwwww", policy(cooldown: 5)) == [
                "firing@0 warning #0 of 0, 1", "resolved@10 warning #1 of 0, 1", "firing@15 warning #0 of 15, 4",
                "resolved@26 warning #1 of 15, 5",
            ])
        #expect(play("w...........w", policy(cooldown: 5)).count == 2, "what is over by then is not told")
    }

    @Test func aMoreSevereAnomalyIsToldOnce() {
        #expect(
            play("iwwCCwi", policy()) == [
                "firing@0 info #0 of 0, 1", "escalated@1 warning #1 of 0, 2", "escalated@3 critical #2 of 0, 4",
                "resolved@16 critical #3 of 0, 7",
            ])
    }

    @Test func whatIsNotSevereEnoughDoesNotCount() {
        #expect(
            play("iiwii", policy(2, least: .warning)).isEmpty && play("iwwi", policy(2, least: .warning)).count == 2)
        #expect(
            play("wwwC", policy(least: .critical)) == [
                "firing@3 critical #0 of 3, 1", "resolved@13 critical #1 of 3, 1",
            ])
    }

    @Test func silenceFiresAtOnceAndIsOverAWhileAfterTheSeriesIsBack() {
        let machine = IncidentMachine(policy(3, resolveAfter: 10))
        var state = IncidentState()
        let silence = IncidentSight(severity: .critical, score: 9, isSilence: true)
        _ = machine.observe(nil, at: 1, now: 1, &state)
        let seen = machine.beSilent(silence, from: 50, &state)
        #expect(seen.isWorst && seen.transition?.change == .firing && seen.transition?.observations == 0)
        #expect(machine.deadline(state) == nil, "it is not over while it is silent")
        #expect(machine.observe(nil, at: 400, now: 450, &state).transition == nil)
        #expect(machine.deadline(state) == 460)
        #expect(machine.settle(&state)?.at == 460)
    }

    @Test func aSilenceInTheCooldownIsToldAtItsEndIfItLasts() {
        let machine = IncidentMachine(policy(resolveAfter: 10, cooldown: 100))
        var state = IncidentState()
        _ = machine.observe(IncidentSight(severity: .info, score: 3), at: 0, now: 0, &state)
        _ = machine.settle(&state)
        let silence = IncidentSight(severity: .info, score: 9, isSilence: true)
        #expect(machine.beSilent(silence, from: 50, &state).transition == nil)
        #expect(machine.deadline(state) == 110)
        #expect(machine.settle(&state)?.opened == 110)
        var other = state
        _ = machine.observe(nil, at: 120, now: 120, &other)
        #expect(machine.deadline(other) == 130)
    }

    /// A series that lags behind its partition: its own times are no guide to when things are over.
    @Test func aSeriesThatCatchesUpHasOneIncidentForOneTrouble() {
        let machine = IncidentMachine(policy(resolveAfter: 10))
        var state = IncidentState()
        var told: [IncidentTransition] = []
        for time in Int64(0)..<30 {
            while let due = machine.deadline(state), due <= 1_000 + time / 10 {
                if let transition = machine.settle(&state) { told.append(transition) }
            }
            let seen = machine.observe(
                IncidentSight(severity: .info, score: 3), at: time, now: 1_000 + time / 10, &state)
            if let transition = seen.transition { told.append(transition) }
        }
        #expect(told.map(\.change) == [.firing])
        #expect(machine.deadline(state) == 1_012)
    }

    @Test func noTwoIncidentsHaveOneName() {
        let machine = IncidentMachine(policy(resolveAfter: 0))
        var state = IncidentState()
        var opened: [Int64] = []
        for time in [Int64(100), 50, 100, 100] {
            let seen = machine.observe(IncidentSight(severity: .info, score: 3), at: time, now: 100, &state)
            if let transition = seen.transition { opened.append(transition.opened) }
            _ = machine.settle(&state)
        }
        #expect(opened == [100, 101, 102, 103])
    }

    @Test func fingerprintsTellSeriesApartByEveryPart() {
        func text(_ parts: [String]) -> String {
            IncidentFingerprint.text(
                pipeline: parts[0], policy: parts[1],
                SeriesIdentity(key: parts[3], metric: parts[4], model: parts[2], labels: []))
        }
        let parts = ["p", "noc", "load", "cell", "dl"]
        var all = [text(parts)]
        for index in parts.indices {
            var other = parts
            other[index] += "x"
            all.append(text(other))
        }
        all.append(text(["pn", "oc", "load", "cell", "dl"]))
        #expect(Set(all).count == 7 && all.allSatisfy { $0.count == 16 && UInt64($0, radix: 16) != nil })
        #expect(text(parts) == all[0])
    }
}
