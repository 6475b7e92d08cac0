/// What each threshold, from the highest score to the lowest, finds in many timelines.
struct ThresholdSweep {
    /// Sums over all alarms at or above a score.
    private struct Step {
        var threshold: Double
        var found = 0.0
        var cost = 0.0
        var detected = 0
        var falseAlarms = 0
    }

    private let steps: [Step]
    /// Windows in all, and those that have observations that are scored.
    private let windows: Int
    private let reachable: Int

    init(_ timelines: [ScoredTimeline]) {
        let most = ScoredTimeline.sigmoid(-1)
        var events: [Step] = []
        var reachable = 0
        for timeline in timelines {
            for index in timeline.times.indices where timeline.isCounted[index] && timeline.windows[index] < 0 {
                events.append(
                    Step(threshold: timeline.scores[index], cost: timeline.rewards[index], falseAlarms: 1))
            }
            for window in 0..<timeline.windowCount {
                let records = Self.records(of: window, in: timeline)
                if !records.isEmpty { reachable += 1 }
                for (place, record) in records.enumerated() {
                    // A lower threshold finds the window later only where an earlier observation has a lower score.
                    let worth = timeline.rewards[record] / most
                    let instead = place + 1 < records.count ? timeline.rewards[records[place + 1]] / most : 0
                    events.append(
                        Step(
                            threshold: timeline.scores[record], found: worth - instead,
                            detected: place + 1 == records.count ? 1 : 0))
                }
            }
        }
        events.sort { $0.threshold > $1.threshold }
        var steps: [Step] = []
        for event in events {
            if steps.last?.threshold != event.threshold {
                var next = steps.last ?? Step(threshold: 0)
                next.threshold = event.threshold
                steps.append(next)
            }
            steps[steps.count - 1].found += event.found
            steps[steps.count - 1].cost += event.cost
            steps[steps.count - 1].detected += event.detected
            steps[steps.count - 1].falseAlarms += event.falseAlarms
        }
        self.steps = steps
        self.reachable = reachable
        windows = timelines.reduce(0) { $0 + $1.windowCount }
    }

    /// The observations of a window that are scored and higher than all before them there.
    private static func records(of window: Int, in timeline: ScoredTimeline) -> [Int] {
        var records: [Int] = []
        for index in timeline.times.indices where timeline.windows[index] == window && timeline.isCounted[index] {
            if let newest = records.last, timeline.scores[index] <= timeline.scores[newest] { continue }
            records.append(index)
        }
        return records
    }

    /// The best that a profile gives to any one threshold, how NAB's published figures are made.
    func best(_ profile: WindowScore.Profile) -> WindowScore {
        steps.map { score($0, profile) }.max { $0.normalised < $1.normalised }.map { $0.normalised > 0 ? $0 : nothing }
            ?? nothing
    }

    /// The figures at a threshold: what a user gets.
    func at(_ threshold: Double, _ profile: WindowScore.Profile) -> WindowScore {
        guard let step = steps.last(where: { $0.threshold >= threshold }) else { return nothing }
        return score(step, profile)
    }

    /// The threshold, above nothing, of the best F1 of alarms.
    var bestF1: WindowScore {
        steps.filter { $0.threshold > 0 }.map { score($0, .standard) }.max { $0.f1 < $1.f1 } ?? nothing
    }

    private var nothing: WindowScore {
        WindowScore(
            threshold: .infinity, detected: 0, falseAlarms: 0, windows: windows,
            normalised: normalised(found: 0, cost: 0, detected: 0, .standard))
    }

    private func score(_ step: Step, _ profile: WindowScore.Profile) -> WindowScore {
        WindowScore(
            threshold: step.threshold, detected: step.detected, falseAlarms: step.falseAlarms, windows: windows,
            normalised: normalised(found: step.found, cost: step.cost, detected: step.detected, profile))
    }

    private func normalised(
        found: Double, cost: Double, detected: Int, _ profile: WindowScore.Profile
    ) -> Double {
        guard windows > 0 else { return .nan }
        let raw = found + profile.falseAlarm * cost - profile.miss * Double(reachable - detected)
        return 100 * (raw + profile.miss * Double(windows)) / (Double(windows) * (1 + profile.miss))
    }

    /// The mean precision over all labelled observations that are scored, each at the threshold of its own score.
    static func averagePrecision(_ timelines: [ScoredTimeline]) -> Double {
        var scored: [(score: Double, isLabelled: Bool)] = []
        for timeline in timelines {
            for index in timeline.times.indices where timeline.isCounted[index] {
                scored.append((timeline.scores[index], timeline.isLabelled[index]))
            }
        }
        scored.sort { $0.score > $1.score }
        let all = scored.count { $0.isLabelled }
        guard all > 0 else { return .nan }
        var (sum, found, before) = (0.0, 0, 0)
        for (index, entry) in scored.enumerated() {
            if entry.isLabelled { found += 1 }
            // Equal scores are one threshold.
            if index + 1 < scored.count, scored[index + 1].score == entry.score { continue }
            sum += Double(found - before) * Double(found) / Double(index + 1)
            before = found
        }
        return sum / Double(all)
    }
}
