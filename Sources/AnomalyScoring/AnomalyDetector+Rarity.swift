import NumericKernels
import TimeSeries

/// What was learned of a series says how rare an observation is.
extension AnomalyDetector {
    /// Observations before anything is said.
    private static let warmUp: UInt32 = 30
    /// Differences below this share of the spread mean nothing.
    private static let floorShare: Float = 0.25
    /// The same of errors in units of their interval's width.
    private static let widthFloor: Float = 0.7
    /// The same of drift, and its logarithm.
    private static let driftFloor: Float = 0.3 * widthFloor
    private static let leastDrift = logarithm(driftFloor)
    /// How much a tail's word counts beside that of ranks, of what is outside an envelope, and of level and drift.
    private static let envelopeTailShare: Float = 0.5
    private static let levelTailShare: Float = 0.3
    /// The least width of an interval, as a share of the spread.
    private static let leastWidth: Float = 0.2
    /// So many repeats are nothing.
    private static let fewRepeats: Float = 6
    /// Repeats are seldom below this share of all observations; how much of their rarity counts then, and otherwise.
    private static let seldom: Float = 0.02
    private static let seldomStuck: Float = 0.9
    private static let ordinaryStuck: Float = 0.3
    private static let repeatingShare: Float = 0.001
    /// Errors of the next observation, in units of their width, count up to so much.
    private static let errorLimit: Float = 8

    /// How rare an observation is in its series, by what was learned of it; learns from it.
    ///
    /// - Parameter next: what the newest forecast had said of it, with the bounds of the widest interval.
    func rarity(
        _ block: UnsafeMutableRawPointer, value: Double, at time: Int64, step: Int64, next: Expectation,
        forecast: UnsafePointer<Double>?
    ) -> Rarity {
        let scorer = ScorerBlock(block + Self.headerByteCount)
        let header = scorer.header
        if header.pointee.count == 0 { begin(scorer, value) }
        reanchor(scorer)
        let said = issued(scorer, at: time, step: step)
        let views = look(scorer, value, at: time, said, expected: next.mean)
        let rarity = combine(views, value, said, next, step: step, scorer)
        learn(scorer, value)
        if let forecast { remember(forecast, at: time, step: step, value, scorer) }
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
    @inline(__always)
    private func look(
        _ scorer: ScorerBlock, _ value: Double, at time: Int64, _ said: Said, expected: Double
    ) -> SIMD16<Float> {
        let header = scorer.header
        let number = header.pointee.count
        let relative = Float(value - header.pointee.anchor)
        let level = Float(header.pointee.level - header.pointee.anchor)
        let spread = Float(header.pointee.spread)
        let floor = Self.floorShare * spread + 1e-9 * Float(abs(value)) + 1e-30
        let leastWidth = Self.leastWidth * spread + 1e-9 * Float(abs(value)) + 1e-30
        let isWarm = number >= Self.warmUp
        func rarity(_ view: PeakView, _ size: Float, _ floor: Float) -> Float {
            scorer.peaks(view).rarity(of: size, floor: floor, at: number, isWarm: isWarm)
        }
        let tailFloor =
            Self.floorShare * max(spread, header.pointee.slowSpread)
            + 0.01 * Float(header.pointee.highest - header.pointee.lowest) + 1e-9 * Float(abs(value)) + 1e-30
        let leastLogarithm = logarithm(tailFloor)
        let isTracked = number >= ExcessTail.first
        func tail(_ view: TailView, _ size: Float, _ floor: Float, _ least: Float) -> Float {
            guard isTracked else { return 0 }
            let seen = size > 0 ? logarithm(size + floor) : least
            return scorer.tail(view).pointee.rarity(of: seen, least: least, at: number, isWarm: isWarm)
        }
        /// Ranks and tail weighed together.
        func mixed(_ ranked: Float, _ tail: Float, _ share: Float) -> Float { ranked + share * (tail - ranked) }
        var views = SIMD16<Float>()

        let slot = seasonSlot(of: time)
        let outside = scorer.seasonEnvelope.pass(relative, at: slot, middle: level, isRing: true)
        views[EvidenceView.season.rawValue] = mixed(
            max(rarity(.aboveSeason, max(outside, 0), floor), rarity(.belowSeason, max(-outside, 0), floor)),
            max(
                tail(.aboveSeason, outside, tailFloor, leastLogarithm),
                tail(.belowSeason, -outside, tailFloor, leastLogarithm)), Self.envelopeTailShare)

        let range = Float(header.pointee.highest - header.pointee.lowest)
        let before = Float(header.pointee.newest - header.pointee.level) / (spread + 0.01 * range + 1e-30)
        let unusual = scorer.valueEnvelope.pass(
            relative - level, at: Self.valueSlot(of: before), middle: 0, isRing: false)
        views[EvidenceView.usual.rawValue] = mixed(
            max(rarity(.aboveUsual, max(unusual, 0), floor), rarity(.belowUsual, max(-unusual, 0), floor)),
            tail(.usual, abs(unusual), tailFloor, leastLogarithm), Self.envelopeTailShare)

        let near = said.near.map { relative - $0.near } ?? 0
        let nearSize = said.near.map { near / max($0.nearWidth, leastWidth) } ?? 0
        views[EvidenceView.near.rawValue] = rarity(.near, abs(near), floor)
        let far = said.far.map { (relative - $0.far) / max($0.farWidth, leastWidth) } ?? 0
        views[EvidenceView.far.rawValue] = rarity(.far, abs(far), Self.widthFloor)

        header.pointee.recent += 0.125 * (relative - header.pointee.recent)
        let away = abs(header.pointee.recent - level)
        views[EvidenceView.level.rawValue] = mixed(
            rarity(.level, away, floor), tail(.level, away, tailFloor, leastLogarithm), Self.levelTailShare)

        let next = expected.isNaN ? 0 : Float(value - expected) / max(header.pointee.nextWidth, leastWidth)
        header.pointee.drift += 0.2 * (clipped(next, to: Self.errorLimit) - header.pointee.drift)
        let drift = header.pointee.drift
        views[EvidenceView.drift.rawValue] = mixed(
            rarity(.drift, abs(drift), Self.driftFloor),
            max(
                tail(.upward, drift, Self.driftFloor, Self.leastDrift),
                tail(.downward, -drift, Self.driftFloor, Self.leastDrift)), Self.levelTailShare)
        header.pointee.lasting += 0.04 * (clipped(nearSize, to: 6) - header.pointee.lasting)
        views[EvidenceView.lasting.rawValue] = rarity(.lasting, abs(header.pointee.lasting), Self.widthFloor)

        let size = min(abs(next), Self.errorLimit)
        header.pointee.quickSize += 0.1 * (size - header.pointee.quickSize)
        header.pointee.slowSize += max(1 / Float(number + 1), 0.005) * (size - header.pointee.slowSize)
        let growth = (header.pointee.quickSize + 0.05) / (header.pointee.slowSize + 0.05) - 1
        views[EvidenceView.volatility.rawValue] = rarity(.volatility, max(growth, 0), 0.5)

        let isSame = number > 0 && value == header.pointee.newest
        header.pointee.repeats = isSame ? header.pointee.repeats + 1 : 0
        views[EvidenceView.stuck.rawValue] = stuck(rarity(.repeats, header.pointee.repeats, 3), isSame, header)
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
        header.pointee.count += 1
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

    /// Slots are narrow about the level and become wider with the distance from it, as asinh does.
    private static func valueSlot(of distance: Float) -> Int {
        let size = min(abs(distance), 1e6)
        let scaled = logarithm(size + (size * size + 1).squareRoot())
        let slot = Int(4 * (distance < 0 ? -scaled : scaled) + Float(ScorerBlock.valueSlots / 2))
        return min(max(slot, 0), ScorerBlock.valueSlots - 1)
    }
}
