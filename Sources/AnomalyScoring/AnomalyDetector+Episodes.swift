import NumericKernels
import TimeSeries

/// When an anomaly begins, becomes worse, and is over.
extension AnomalyDetector {
    /// The share of the threshold that an observation needs, by itself, to be part of an episode that is under way.
    private static let stayingShare = 0.6
    /// The rarity, as log10 of a return period in observations, that it needs beside that, or the whole threshold where that is
    /// less. Where thresholds are low, their share is ordinary: at once in 100 observations, episodes in stationary noise of
    /// twelve laws lasted 15 observations without this floor and 7 with it, at once in 1,500 they last 7 and 6.
    private static let stayingFloor = 2.2
    /// Observations: what comes more often than once in so many, nobody can call rare.
    private static let leastReturnPeriod = 100.0
    /// Quiet observations, one after the other, after which an episode is over.
    private static let quietUntilOver: Int32 = 3
    /// Observations after a long gap until forecasts are what they are elsewhere.
    static let settledAfter: Int32 = 4
    /// log10 of how much rarer an episode has to become to be told as worse: twice.
    private static let worsening = 0.301

    /// Counts an observation.
    func note(
        _ value: Double, at time: Int64, now: Int64, after gap: Gap, _ header: UnsafeMutablePointer<EpisodeHeader>
    ) {
        // Nobody knows what it was in a long gap, or while it was absent.
        if value != header.pointee.sameValue || header.pointee.observations == 0 || gap == .long {
            (header.pointee.sameValue, header.pointee.sameSince) = (value, time)
        }
        header.pointee.sinceGap = gap == .long ? 0 : min(header.pointee.sinceGap + 1, Self.settledAfter)
        if header.pointee.observations == 0 { (header.pointee.firstTime, header.pointee.newestTime) = (time, time) }
        header.pointee.observations += 1
        header.pointee.newestTime = max(header.pointee.newestTime, time)
        header.pointee.heardTime = now
    }

    /// How long nothing came before an observation: up to two and a half steps, up to eight and a half, or longer; a step is at
    /// least the mean time between observations. None where horizons count observations.
    enum Gap { case none, short, long }

    func gap(before time: Int64, step: Int64, _ header: UnsafeMutablePointer<EpisodeHeader>) -> Gap {
        guard settings.counting == .time, step > 0, header.pointee.observations > 0 else { return .none }
        let steps = Double(time - header.pointee.newestTime) / max(Double(step), spacing(header))
        return steps <= 2.5 ? .none : steps <= 8.5 ? .short : .long
    }

    /// Mean time between observations so far, in microseconds; 0 while there are not two.
    func spacing(_ header: UnsafeMutablePointer<EpisodeHeader>) -> Double {
        let count = header.pointee.observations - 1
        return count > 0 ? Double(header.pointee.newestTime - header.pointee.firstTime) / Double(count) : 0
    }

    /// What a score has to reach, as log10 of a return period in observations; infinite while it cannot be known.
    func threshold(
        _ period: DetectorSettings.ReturnPeriod, _ header: UnsafeMutablePointer<EpisodeHeader>
    ) -> Double {
        switch period {
        case .observations(let count): return Self.log10(count) + header.pointee.raised
        case .microseconds(let time):
            let spacing = spacing(header)
            return spacing > 0
                ? Self.log10(max(Double(time) / spacing, Self.leastReturnPeriod)) + header.pointee.raised : .infinity
        }
    }

    /// How severe something of a score is; nil when it is no anomaly.
    ///
    /// What a rule forbids is as severe as the rule says, from the first observation on.
    private func severity(of rarity: Rarity, _ header: UnsafeMutablePointer<EpisodeHeader>) -> Severity? {
        // Almost always; no threshold is so low.
        guard rarity.score > 0 else { return nil }
        if rarity.score >= Self.ruleScore { return ruleSeverity(rarity.kind) }
        return settings.severities.last { rarity.score >= threshold($0.returnPeriod, header) }?.severity
    }

    /// Moves a series' episode on by what is seen now.
    ///
    /// - Parameter seen: times and numbers of an episode that would begin now.
    func follow(
        _ rarity: Rarity, _ seen: Episode, _ header: UnsafeMutablePointer<EpisodeHeader>
    ) -> Detection {
        var detection = Detection()
        detection.evidence = rarity.evidence
        detection.score = rarity.score
        let severity = severity(of: rarity, header)
        guard header.pointee.isOpen == 1 else {
            guard let severity else { return detection }
            header.pointee.isOpen = 1
            header.pointee.quiet = 0
            header.pointee.record.episode = seen
            peak(rarity, seen, severity, header)
            header.pointee.toldScore = rarity.score
            detection.isAnomalous = true
            detection.change = .started
            return detection
        }
        guard severity != nil || rarity.staying >= staying(header) else {
            header.pointee.quiet += 1
            guard header.pointee.quiet >= Self.quietUntilOver else { return detection }
            header.pointee.isOpen = 0
            detection.change = .ended
            return detection
        }
        detection.isAnomalous = true
        continues(rarity, seen, severity, header, &detection)
        return detection
    }

    /// An episode that is under way has one more unusual observation.
    private func continues(
        _ rarity: Rarity, _ seen: Episode, _ severity: Severity?, _ header: UnsafeMutablePointer<EpisodeHeader>,
        _ detection: inout Detection
    ) {
        header.pointee.quiet = 0
        header.pointee.record.episode.last = max(header.pointee.record.episode.last, seen.last)
        header.pointee.record.episode.observations += seen.observations
        let known = header.pointee.record.episode
        // That it falls silent is news.
        let isOther = rarity.kind == .absent
        guard let severity, rarity.score > known.score || severity > known.severity || isOther else { return }
        let isWorse =
            severity > known.severity || isOther || rarity.score >= header.pointee.toldScore + Self.worsening
        peak(rarity, seen, max(severity, known.severity), header)
        guard isWorse else { return }
        header.pointee.toldScore = rarity.score
        detection.change = .worsened
    }

    /// Ends the episode that is under way, whatever is seen next.
    ///
    /// - Returns: whether there was one.
    package func endEpisode(_ block: UnsafeMutableRawPointer) -> Bool {
        let wasOpen = header(block).pointee.isOpen == 1
        header(block).pointee.isOpen = 0
        return wasOpen
    }

    /// What an observation has to say by itself to be part of an episode that is under way.
    private func staying(_ header: UnsafeMutablePointer<EpisodeHeader>) -> Double {
        let least = settings.severities.first.map { threshold($0.returnPeriod, header) } ?? .infinity
        return min(max(Self.stayingShare * least, min(least, Self.stayingFloor)), Self.ruleScore)
    }

    /// Takes down what is seen as the episode's peak.
    private func peak(
        _ rarity: Rarity, _ seen: Episode, _ severity: Severity, _ header: UnsafeMutablePointer<EpisodeHeader>
    ) {
        header.pointee.record.shares = rarity.shares
        let spacing = spacing(header)
        header.pointee.record.episode.peak = seen.peak
        header.pointee.record.episode.since = seen.since
        header.pointee.record.episode.value = seen.value
        header.pointee.record.episode.expected = seen.expected
        header.pointee.record.episode.lower = seen.lower
        header.pointee.record.episode.upper = seen.upper
        header.pointee.record.episode.score = rarity.score
        header.pointee.record.episode.returnPeriodMicroseconds = Self.power(rarity.score) * spacing
        header.pointee.record.episode.kind = rarity.kind
        header.pointee.record.episode.severity = severity
    }

    private static func log10(_ number: Double) -> Double {
        Double(logarithm(Float(number))) * 0.4342944819032518
    }

    private static func power(_ exponent: Double) -> Double {
        Double(exponential(Float(exponent * 2.302585092994046)))
    }
}
