import TimeSeries

/// Looks for anomalies of a series, in one pass, in a block of bytes of fixed size.
///
/// What is unusual, ``rarity(_:value:at:step:next:forecast:)`` says; episodes are kept here: one starts with something
/// new that is rare enough, goes on while observations stay unusual, and is over after a few that are not.
package struct AnomalyDetector: Sendable {
    package let settings: DetectorSettings
    /// How many deviations of a normal error its narrowest interval is wide.
    let intervalWidth: Float

    package init(_ settings: DetectorSettings) {
        precondition(!settings.severities.isEmpty, "an anomaly has a severity")
        self.settings = settings
        intervalWidth = Float(2 * NormalDeviation.within(percent: settings.level))
    }

    /// Bytes of the block of one series, a multiple of 64; to be aligned to 64 bytes.
    package var blockByteCount: Int { Self.headerByteCount + ScorerBlock.byteCount }

    /// Where the scorer's state begins in the block.
    static let headerByteCount = (MemoryLayout<EpisodeHeader>.stride + 63) / 64 * 64

    /// Differs between detectors that would read each other's blocks wrongly, or learn on from them differently.
    package var fingerprint: String { settings.fingerprint }

    /// Differs between detectors that would read each other's blocks wrongly, or whose memory is of something else; what they
    /// call an anomaly may differ where it does not.
    package var learningFingerprint: String { settings.learningFingerprint }

    /// Differs between versions that would read each other's blocks wrongly.
    package var layoutFingerprint: String { DetectorSettings.layoutFingerprint }

    /// Makes `block` that of a series that has seen nothing.
    package func prepare(_ block: UnsafeMutableRawPointer) {
        block.initializeMemory(as: UInt8.self, repeating: 0, count: blockByteCount)
        let none = EpisodeHeader.Shield(from: 1, to: 0)
        header(block).pointee.shields = (none, none, none, none)
        header(block).pointee.record.episode = Episode()
        ScorerBlock(block + Self.headerByteCount).prepare()
    }

    /// Looks at an observation from which the forecaster has just learned, or at one that it should not learn from
    /// (``isShielded(_:at:)``), of which nothing is learned here either. Where the series may be absent, it breaks its silence
    /// first (``breakSilence(_:)``).
    ///
    /// - Parameters:
    ///   - time: in microseconds since 1970, after that of the observation before.
    ///   - now: the newest event time that is known: the series is not silent as of then. Nil is `time`.
    ///   - step: of the series, in microseconds; 0 while it is not known.
    ///   - expected: what the forecast issued before had said of it; NaN where it said nothing.
    ///   - bounds: lower and upper of the widest interval that goes with `expected`; NaN likewise.
    ///   - forecast: what was issued after it: H means, then H lower and H upper bounds of the narrowest interval; nil where
    ///     nothing was.
    package func observe(
        _ block: UnsafeMutableRawPointer, value: Double, at time: Int64, now: Int64? = nil, step: Int64,
        expected: Double, bounds: (lower: Double, upper: Double), forecast: UnsafePointer<Double>?
    ) -> Detection {
        let header = header(block)
        let gap = gap(before: time, step: step, header)
        note(value, at: time, now: max(now ?? time, time), after: gap, header)
        if isShielded(block, at: time) {
            let detection = follow(Rarity(), Episode(), header)
            remember(detection, isLearned: false, block)
            return detection
        }
        let next = Expectation(mean: expected, lower: bounds.lower, upper: bounds.upper)
        let rarity = ruled(
            rarity(block, value: value, at: time, step: step, after: gap, next: next, forecast: forecast),
            value: value, at: time, next: next, header)
        var seen = Episode()
        (seen.start, seen.peak, seen.last, seen.observations) = (time, time, time, 1)
        (seen.value, seen.expected) = (value, rarity.expectation.mean)
        (seen.lower, seen.upper) = (rarity.expectation.lower, rarity.expectation.upper)
        seen.since = header.pointee.sameSince
        let detection = follow(rarity, seen, header)
        remember(detection, isLearned: true, block)
        return detection
    }

    /// The episode of the newest change, or that is under way.
    package func episode(_ block: UnsafeMutableRawPointer) -> Episode { header(block).pointee.record.episode }

    /// The same with what the views said.
    package func record(_ block: UnsafeMutableRawPointer) -> EpisodeRecord { header(block).pointee.record }

    /// What each view said at the episode's peak, largest first: a stable word and log10 of a return period.
    package func contributions(_ block: UnsafeMutableRawPointer) -> [(evidence: String, score: Double)] {
        record(block).contributions
    }

    /// The single numbers of a series, at the start of its block.
    func header(_ block: UnsafeMutableRawPointer) -> UnsafeMutablePointer<EpisodeHeader> {
        block.assumingMemoryBound(to: EpisodeHeader.self)
    }
}
