/// What users say of a series.
extension AnomalyDetector {
    /// Ranges of time that are called expected and are remembered for a series; the oldest gives way.
    static let shieldCount = 4
    /// log10 of how much rarer something has to be after a false alarm, and after many: 2 times, and 1,000 times.
    private static let raise = 0.301
    private static let largestRaise = 3.0

    /// Takes in what a user says.
    ///
    /// - Parameters:
    ///   - verdict: `falseAlarm` raises the threshold of this series; `confirmed` keeps what was seen from becoming normal:
    ///     the peaks of the newest episode, if it lies between the times, are forgotten, also those to come of one that is
    ///     under way; `expected` reports nothing between the times, and learns nothing.
    ///   - from, to: event times in microseconds since 1970.
    package func take(_ verdict: UserVerdict, from: Int64, to: Int64, _ block: UnsafeMutableRawPointer) {
        let header = header(block)
        switch verdict {
        case .falseAlarm: header.pointee.raised = min(header.pointee.raised + Self.raise, Self.largestRaise)
        case .confirmed:
            let episode = header.pointee.record.episode
            guard from <= episode.last, episode.start <= to else { break }
            header.pointee.isConfirmed = header.pointee.isOpen
            forgetEpisode(block)
        case .expected:
            let place = Int(header.pointee.nextShield)
            withUnsafeMutableBytes(of: &header.pointee.shields) {
                $0.bindMemory(to: EpisodeHeader.Shield.self)[place] = EpisodeHeader.Shield(from: from, to: to)
            }
            header.pointee.nextShield = Int32((place + 1) % Self.shieldCount)
        }
    }

    /// Takes down which observations an episode has; one that was confirmed leaves no trace when it is over.
    ///
    /// - Parameter isLearned: whether the scorer has just learned from an observation; not of silence, or under a shield.
    func remember(_ detection: Detection, isLearned: Bool, _ block: UnsafeMutableRawPointer) {
        let header = header(block)
        if detection.change == .started {
            // None yet.
            (header.pointee.firstNumber, header.pointee.lastNumber) = (1, 0)
            header.pointee.isConfirmed = 0
        }
        if detection.isAnomalous, isLearned {
            // The scorer has counted it already.
            let number = ScorerBlock(block + Self.headerByteCount).header.pointee.count &- 1
            if header.pointee.firstNumber > header.pointee.lastNumber { header.pointee.firstNumber = number }
            header.pointee.lastNumber = number
        }
        guard detection.change == .ended, header.pointee.isConfirmed == 1 else { return }
        header.pointee.isConfirmed = 0
        forgetEpisode(block)
    }

    private func forgetEpisode(_ block: UnsafeMutableRawPointer) {
        let (first, last) = (header(block).pointee.firstNumber, header(block).pointee.lastNumber)
        let scorer = ScorerBlock(block + Self.headerByteCount)
        // Lists know numbers modulo 65,536, and nothing that is older than their memory.
        let age = scorer.header.pointee.count &- last
        guard first <= last, age <= UInt32(PeakList.memory) else { return }
        for view in PeakView.allCases {
            scorer.peaks(view).forget(from: max(first, last - min(last, UInt32(PeakList.memory))), to: last)
        }
    }

    /// Whether `expected` feedback covers a time, so that the forecaster should not learn from what is seen there.
    package func isShielded(_ block: UnsafeMutableRawPointer, at time: Int64) -> Bool {
        shield(over: time, header(block)) != nil
    }

    /// A shield that covers a time.
    func shield(
        over time: Int64, _ header: UnsafeMutablePointer<EpisodeHeader>
    ) -> EpisodeHeader.Shield? {
        withUnsafeBytes(of: &header.pointee.shields) { bytes in
            bytes.bindMemory(to: EpisodeHeader.Shield.self)
                .first { $0.from <= time && time <= $0.to }
        }
    }
}
