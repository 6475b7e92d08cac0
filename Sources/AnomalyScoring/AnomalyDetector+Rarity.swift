import NumericKernels
import TimeSeries

/// What was learned of a series says how rare an observation is.
extension AnomalyDetector {
    /// So many repeats are nothing.
    private static let fewRepeats: Float = 6
    /// Repeats are seldom below this share of all observations; how much of their rarity counts then, and otherwise.
    private static let seldom: Float = 0.02
    private static let seldomStuck: Float = 0.9
    private static let ordinaryStuck: Float = 0.3
    private static let repeatingShare: Float = 0.001

    /// How rare an observation is in its series, by what was learned of it; learns from it.
    ///
    /// After a gap, what usually follows the observation before means nothing; after a long one, the first forecasts are poor and
    /// narrow, so that their errors mean nothing. Such views say nothing and learn nothing.
    ///
    /// - Parameter next: what the newest forecast had said of it, with the bounds of the widest interval.
    func rarity(
        _ block: UnsafeMutableRawPointer, value: Double, at time: Int64, step: Int64, after gap: Gap,
        next: Expectation, forecast: UnsafePointer<Double>?
    ) -> Rarity {
        let scorer = ScorerBlock(block + Self.headerByteCount)
        let header = scorer.header
        if header.pointee.count == 0 { begin(scorer, value) }
        reanchor(scorer)
        let said = issued(scorer, at: time, step: step)
        let episodes = self.header(block)
        let isSettled = gap == .none && episodes.pointee.sinceGap >= Self.settledAfter
        let views = look(
            scorer, value, at: time, said, expected: isSettled ? next.mean : .nan, followsAnother: gap == .none)
        let known = episodes.pointee.isOpen == 1 ? episodes.pointee.record.episode.kind : nil
        let rarity = combine(views, value, said, next, step: step, scorer, episode: known)
        learn(scorer, value)
        if let forecast, episodes.pointee.sinceGap >= Self.settledAfter {
            remember(forecast, at: time, step: step, value, scorer)
        }
        return rarity
    }

    private func begin(_ scorer: ScorerBlock, _ value: Double) {
        let header = scorer.header
        header.pointee.anchor = value
        header.pointee.level = value
        header.pointee.lowest = value
        header.pointee.highest = value
        header.pointee.newest = value
    }

    /// Single precision is enough near the level only.
    private func reanchor(_ scorer: ScorerBlock) {
        let header = scorer.header
        let distance = header.pointee.level - header.pointee.anchor
        if abs(distance) > 10_000 * header.pointee.spread { scorer.move(anchorBy: distance) }
    }

    /// What each view says of an observation: log10 of a return period in observations.
    ///
    private func look(
        _ scorer: ScorerBlock, _ value: Double, at time: Int64, _ said: Said, expected: Double, followsAnother: Bool
    ) -> SIMD16<Float> {
        let header = scorer.header
        let look = Look(scorer, at: value)
        var views = SIMD16<Float>()
        views[EvidenceView.season.rawValue] = look.season(seasonSlot(of: time))
        views[EvidenceView.usual.rawValue] = followsAnother ? look.usual() : 0
        let near = look.near(said.near)
        views[EvidenceView.near.rawValue] = near.now
        views[EvidenceView.lasting.rawValue] = near.lasting
        views[EvidenceView.far.rawValue] = look.far(said.far)
        views[EvidenceView.level.rawValue] = look.levels()
        let next = look.next(Float(value - expected))
        views[EvidenceView.drift.rawValue] = next.drift
        views[EvidenceView.volatility.rawValue] = next.volatility
        let isSame = header.pointee.count > 0 && value == header.pointee.newest
        views[EvidenceView.stuck.rawValue] = stuck(look.repeats(isSame), isSame, header)
        return views
    }

    /// What a repeated value says: much in a series that never repeats one, less where repetitions are ordinary.
    private func stuck(
        _ ranked: Float, _ isSame: Bool, _ header: UnsafeMutablePointer<ScorerHeader>
    ) -> Float {
        let (repeats, repeating) = (header.pointee.repeats, header.pointee.repeating)
        guard repeats > Self.fewRepeats else {
            let share = max(1 / Float(header.pointee.count + 1), Self.repeatingShare)
            header.pointee.repeating += share * ((isSame ? 1 : 0) - repeating)
            return Self.ordinaryStuck * ranked
        }
        guard repeating < Self.seldom else { return Self.ordinaryStuck * ranked }
        // So many repeats by chance, where each is as likely as repeats have been in this series.
        let chance = -0.434_294_48 * logarithm(repeating + 1 / Float(header.pointee.count + 1))
        return Self.seldomStuck * min(ranked, (repeats - Self.fewRepeats) * chance)
    }

    /// The slow level, the spread and the range learn the observation.
    private func learn(_ scorer: ScorerBlock, _ value: Double) {
        let header = scorer.header
        // Behind the last number come others that are the same to the lists, which know them modulo 65,536.
        let count = header.pointee.count
        header.pointee.count = count == .max ? 0xFFFF_0000 : count + 1
        let share = 1 / Double(min(Int(header.pointee.count), settings.adaptAfter))
        let distance = abs(value - header.pointee.level)
        header.pointee.spread += share * (distance - header.pointee.spread)
        header.pointee.slowSpread +=
            max(1 / Float(header.pointee.count), 1 / 3_000) * (Float(distance) - header.pointee.slowSpread)
        header.pointee.level += share * (value - header.pointee.level)
        header.pointee.lowest = min(header.pointee.lowest, value)
        header.pointee.highest = max(header.pointee.highest, value)
        header.pointee.newest = value
    }

    /// Which part of the season a time lies in.
    private func seasonSlot(of time: Int64) -> Int {
        let season = settings.seasonMicroseconds
        guard season > 0 else { return 0 }
        let within = time % season
        return Int((within < 0 ? within + season : within) / max(season / Int64(ScorerBlock.seasonSlots), 1))
            % ScorerBlock.seasonSlots
    }
}
