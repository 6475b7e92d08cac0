import NumericKernels

/// One look at one observation: its size in the units of its series, and what each view says of it. Each view learns from what
/// it has seen.
struct Look {
    /// Observations before anything is said.
    private static let warmUp: UInt32 = 30
    /// Differences below this share of the spread mean nothing.
    private static let floorShare: Float = 0.25
    /// The same of errors in units of their interval's width, and of their running mean.
    private static let widthFloor: Float = 0.7
    private static let driftFloor: Float = 0.3 * widthFloor
    private static let leastDrift = logarithm(driftFloor)
    /// How much a tail's word counts beside that of ranks, of what is outside an envelope, and of level and drift.
    private static let envelopeTailShare: Float = 0.5
    private static let levelTailShare: Float = 0.3
    /// The least width of an interval, as a share of the spread.
    private static let leastWidthShare: Float = 0.2
    /// Errors of the next observation, and of the near horizon, in units of their width, count up to so much.
    private static let errorLimit: Float = 8
    private static let nearErrorLimit: Float = 6

    private let scorer: ScorerBlock
    private let header: UnsafeMutablePointer<ScorerHeader>
    private let number: UInt32
    private let isWarm: Bool
    /// The observation, and the slow level, from the anchor.
    private let relative: Float
    private let level: Float
    private let spread: Float
    private let range: Float
    /// Below these nothing is a peak, an excess, or an interval's width.
    private let floor: Float
    private let tailFloor: Float
    private let leastLogarithm: Float
    private let leastWidth: Float

    init(_ scorer: ScorerBlock, at value: Double) {
        self.scorer = scorer
        header = scorer.header
        number = header.pointee.count
        isWarm = number >= Self.warmUp
        relative = Float(value - header.pointee.anchor)
        level = Float(header.pointee.level - header.pointee.anchor)
        spread = Float(header.pointee.spread)
        range = Float(header.pointee.highest - header.pointee.lowest)
        // What single precision cannot tell apart.
        let grain = 1e-9 * Float(abs(value)) + 1e-30
        floor = Self.floorShare * spread + grain
        tailFloor = Self.floorShare * max(spread, header.pointee.slowSpread) + 0.01 * range + grain
        leastLogarithm = logarithm(tailFloor)
        leastWidth = Self.leastWidthShare * spread + grain
    }

    /// Outside what was seen at this time of the season.
    ///
    /// - Parameter slot: of the season.
    func season(_ slot: Int) -> Float {
        let outside = scorer.seasonEnvelope.pass(relative, at: slot, middle: level, isRing: true)
        let ranked = max(peak(.aboveSeason, max(outside, 0), floor), peak(.belowSeason, max(-outside, 0), floor))
        let sided = max(tail(.aboveSeason, outside), tail(.belowSeason, -outside))
        return mixed(ranked, 0.5 * (sided + tail(.outsideSeason, abs(outside))), Self.envelopeTailShare)
    }

    /// Outside what followed such a value before.
    func usual() -> Float {
        let before = Float(header.pointee.newest - header.pointee.level) / (spread + 0.01 * range + 1e-30)
        let outside = scorer.valueEnvelope.pass(
            relative - level, at: Self.slot(of: before), middle: 0, isRing: false)
        let ranked = max(peak(.aboveUsual, max(outside, 0), floor), peak(.belowUsual, max(-outside, 0), floor))
        return mixed(ranked, tail(.usual, abs(outside)), Self.envelopeTailShare)
    }

    /// The error of the near horizon, and the mean of the newest ones.
    func near(_ said: IssuedMemory.Said?) -> (now: Float, lasting: Float) {
        let error = said.map { relative - $0.near } ?? 0
        let size = said.map { error / max($0.nearWidth, leastWidth) } ?? 0
        header.pointee.lasting += 0.04 * (clipped(size, to: Self.nearErrorLimit) - header.pointee.lasting)
        return (peak(.near, abs(error), floor), peak(.lasting, abs(header.pointee.lasting), Self.widthFloor))
    }

    /// The error of the far horizon in units of its width.
    func far(_ said: IssuedMemory.Said?) -> Float {
        let size = said.map { (relative - $0.far) / max($0.farWidth, leastWidth) } ?? 0
        return peak(.far, abs(size), Self.widthFloor)
    }

    /// The recent level beside the slow one.
    func levels() -> Float {
        header.pointee.recent += 0.125 * (relative - header.pointee.recent)
        let away = abs(header.pointee.recent - level)
        return mixed(peak(.level, away, floor), tail(.level, away), Self.levelTailShare)
    }

    /// The mean of the newest errors of the next observation, and their size beside what it was.
    ///
    /// - Parameter error: of the newest forecast; NaN where it said nothing.
    func next(_ error: Float) -> (drift: Float, volatility: Float) {
        let size = error.isNaN ? 0 : clipped(error / max(header.pointee.nextWidth, leastWidth), to: Self.errorLimit)
        header.pointee.drift += 0.2 * (size - header.pointee.drift)
        let drift = abs(header.pointee.drift)
        header.pointee.quickSize += 0.1 * (abs(size) - header.pointee.quickSize)
        header.pointee.slowSize += max(1 / Float(number + 1), 0.005) * (abs(size) - header.pointee.slowSize)
        let growth = (header.pointee.quickSize + 0.05) / (header.pointee.slowSize + 0.05) - 1
        return (
            mixed(
                peak(.drift, drift, Self.driftFloor), tail(.drift, drift, Self.driftFloor, Self.leastDrift),
                Self.levelTailShare), peak(.volatility, max(growth, 0), 0.5)
        )
    }

    /// How long a value repeats, so far.
    func repeats(_ isSame: Bool) -> Float {
        header.pointee.repeats = isSame ? header.pointee.repeats + 1 : 0
        return peak(.repeats, header.pointee.repeats, 3)
    }

    @inline(__always)
    private func peak(_ view: PeakView, _ size: Float, _ floor: Float) -> Float {
        scorer.peaks(view).rarity(of: size, floor: floor, at: number, isWarm: isWarm)
    }

    @inline(__always)
    private func tail(_ view: TailView, _ size: Float) -> Float { tail(view, size, tailFloor, leastLogarithm) }

    @inline(__always)
    private func tail(_ view: TailView, _ size: Float, _ floor: Float, _ least: Float) -> Float {
        guard number >= ExcessTail.first else { return 0 }
        let seen = size > 0 ? logarithm(size + floor) : least
        return scorer.tail(view).pointee.rarity(of: seen, least: least, at: number, isWarm: isWarm)
    }

    /// What ranks and a tail say, weighed together.
    @inline(__always)
    private func mixed(_ ranked: Float, _ tail: Float, _ share: Float) -> Float { ranked + share * (tail - ranked) }

    /// Slots are narrow about the level and become wider with the distance from it, as asinh does.
    private static func slot(of distance: Float) -> Int {
        let size = min(abs(distance), 1e6)
        let scaled = logarithm(size + (size * size + 1).squareRoot())
        let slot = Int(4 * (distance < 0 ? -scaled : scaled) + Float(ScorerBlock.valueSlots / 2))
        return min(max(slot, 0), ScorerBlock.valueSlots - 1)
    }
}
