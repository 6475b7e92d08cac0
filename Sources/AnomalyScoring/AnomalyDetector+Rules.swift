import TimeSeries

/// What needs no learning: values that are impossible, and silence.
extension AnomalyDetector {
    /// log10 of the return period, in observations, of what a rule forbids: rarer than anything that is learned.
    package static let ruleScore = 9.0

    /// How severe what a rule forbids is, whatever else is unusual about it.
    func ruleSeverity(_ kind: AnomalyKind) -> Severity? {
        let own: Severity? =
            switch kind {
            case .absent: settings.absenceSeverity
            case .range: settings.rangeSeverity
            case .stuck: settings.stuckSeverity
            case .level, .spike, .dip, .season, .volatility: nil
            }
        return own ?? settings.severities.last?.severity
    }

    /// A value outside what is possible, or the same for too long, is an anomaly, whatever was learned.
    ///
    /// - Parameter next: what the newest forecast had said of it.
    func ruled(
        _ learned: Rarity, value: Double, at time: Int64, next: Expectation,
        _ header: UnsafeMutablePointer<EpisodeHeader>
    ) -> Rarity {
        let isImpossible = value < settings.lowest || value > settings.highest
        let isStuck = settings.stuckAfterMicroseconds.map { time - header.pointee.sameSince >= $0 } ?? false
        guard isImpossible || isStuck else { return learned }
        var rarity = learned
        let kind: AnomalyKind = isImpossible ? .range : .stuck
        let known = header.pointee.record.episode
        let isNew = header.pointee.isOpen == 0 || known.kind != kind || known.score < Self.ruleScore
        rarity.evidence = max(Self.ruleScore, learned.evidence)
        rarity.score = isNew ? rarity.evidence : 0
        rarity.staying = Self.ruleScore
        rarity.kind = kind
        rarity.expectation = next
        let view = isImpossible ? EvidenceView.range : .stuck
        rarity.shares[view.rawValue] = Float(Self.ruleScore)
        return rarity
    }

    /// Event time from which on the series is absent; nil when it never is, has no observation yet, or is absent already.
    ///
    /// It counts from the newest event time that was known when the newest observation came: where others are ahead, a
    /// series that catches up is not absent.
    package func absentFrom(_ block: UnsafeMutableRawPointer) -> Int64? {
        let header = header(block)
        guard let limit = settings.absentAfterMicroseconds, header.pointee.observations > 0,
            header.pointee.isAbsent == 0
        else { return nil }
        var time = header.pointee.heardTime.addingWithLimit(limit)
        // Shields may follow each other.
        for _ in 0..<Self.shieldCount {
            guard let shield = shield(over: time, header) else { return time }
            guard shield.to < Int64.max else { return nil }
            time = shield.to + 1
        }
        return shield(over: time, header) == nil ? time : nil
    }

    /// Tells that the series has been silent until now; begins the episode of an absence, or makes one that is under way
    /// one. It is over with the next observation (``breakSilence(_:)``).
    ///
    /// - Parameter time: at least ``absentFrom(_:)``.
    package func beSilent(_ block: UnsafeMutableRawPointer, until time: Int64) -> Detection {
        let header = header(block)
        header.pointee.isAbsent = 1
        var rarity = Rarity()
        (rarity.evidence, rarity.score, rarity.kind) = (Self.ruleScore, Self.ruleScore, .absent)
        rarity.shares[EvidenceView.absence.rawValue] = Float(Self.ruleScore)
        var seen = Episode()
        // Named by the newest observation, after which nothing came: no later episode can begin there.
        (seen.start, seen.peak, seen.last, seen.observations) = (header.pointee.newestTime, time, time, 0)
        (seen.value, seen.expected, seen.lower, seen.upper) = (.nan, .nan, .nan, .nan)
        seen.since = header.pointee.newestTime
        let detection = follow(rarity, seen, header)
        remember(detection, isLearned: false, block)
        return detection
    }

    /// Tells that an observation has come, before it is looked at: whatever it is, it ends an absence, and what is unusual from
    /// then on is an episode of its own.
    ///
    /// - Returns: whether an absence is over, which is the newest episode now.
    package func breakSilence(_ block: UnsafeMutableRawPointer) -> Bool {
        let header = header(block)
        guard header.pointee.isAbsent == 1 else { return false }
        header.pointee.isAbsent = 0
        header.pointee.sameValue = .nan
        guard header.pointee.isOpen == 1 else { return false }
        header.pointee.isOpen = 0
        var detection = Detection()
        detection.change = .ended
        remember(detection, isLearned: false, block)
        return true
    }
}
