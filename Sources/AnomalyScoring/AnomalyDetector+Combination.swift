import NumericKernels
import TimeSeries

/// What the views say together.
extension AnomalyDetector {
    /// By how much the youth of a series discounts what is said: half after so many observations.
    private static let youth: Float = 30
    /// What is less than this is ordinary, and nobody asks why.
    private static let least: Float = 1
    /// Observations for which what was told is remembered in full; a day at most, and at least ``leastRest``.
    private static let rest: Float = 100
    private static let leastRest: Float = 24
    private static let dayMicroseconds: Float = 86_400_000_000
    /// What is told again has to be so much larger than what is remembered, and the more, the rarer that was.
    private static let clearly: Float = 1.1
    private static let ladder: (share: Float, from: Float) = (0.25, 2)
    /// In how many rests the memory fades, and from where at most.
    private static let fading: Float = 1.2
    private static let mostRemembered: Float = 3

    /// What one view of all says alone: the eighth root of its share.
    private static let alone: Float = 0.771_105_4

    /// What the views that need no memory say of an observation in an episode of a kind. After a spike the means of errors are
    /// high for long, and forecasts that were issued in it fail; that alone is not part of it.
    private static func staying(_ kind: AnomalyKind, _ views: SIMD16<Float>) -> Float {
        let now = max(
            views[EvidenceView.season.rawValue], views[EvidenceView.usual.rawValue],
            min(views[EvidenceView.near.rawValue], views[EvidenceView.far.rawValue]))
        switch kind {
        case .level: return max(now, views[EvidenceView.level.rawValue])
        case .volatility: return max(now, views[EvidenceView.volatility.rawValue])
        case .stuck: return views[EvidenceView.stuck.rawValue]
        case .spike, .dip, .season, .absent, .range: return now
        }
    }

    /// The eighth norm of the views: one alone has to say much, three that agree much less.
    ///
    /// - Parameter known: the kind of the episode that is under way.
    func combine(
        _ views: SIMD16<Float>, _ value: Double, _ said: Said, _ next: Expectation, step: Int64, _ scorer: ScorerBlock,
        episode known: AnomalyKind?
    ) -> Rarity {
        let header = scorer.header
        // A view that cannot tell must not silence the others.
        let views = views.replacing(with: 0, where: views .!= views)
        let stuck = views[EvidenceView.stuck.rawValue]
        var others = views
        others[EvidenceView.stuck.rawValue] = 0
        let squares = others * others
        let fourth = squares * squares
        let sum = (fourth * fourth).sum() / Float(EvidenceView.combined.count)
        // The eighth root.
        let norm = sum > 0 ? sum.squareRoot().squareRoot().squareRoot() : 0
        let age = Float(header.pointee.count + 1)
        let raw = max(norm, stuck) * age / (age + Self.youth)
        var rarity = Rarity()
        rarity.shares = views
        if raw >= Self.least {
            name(&rarity, isStuck: stuck > norm, value, said, next, scorer)
            guard matters(rarity, value) else { return Rarity() }
        }
        let score = ReturnPeriods.score(raw, excess: header.pointee.excess, age: age)
        rarity.evidence = Double(score)
        if let known {
            let alone = Self.alone * Self.staying(known, views)
            rarity.staying = Double(ReturnPeriods.score(alone, excess: header.pointee.excess, age: age))
        }
        if isNews(raw, step: step, header) {
            rarity.score = Double(score)
            ReturnPeriods.learn(raw, header)
        }
        return rarity
    }

    /// Whether it is clearly above what was told lately.
    private func isNews(_ raw: Float, step: Int64, _ header: UnsafeMutablePointer<ScorerHeader>) -> Bool {
        if header.pointee.age < .max { header.pointee.age += 1 }
        let age = Float(header.pointee.age)
        let perDay = step > 0 ? Self.dayMicroseconds / Float(step) : Self.rest
        let rest = min(Self.rest, max(Self.leastRest, perDay))
        let told = header.pointee.told
        let remembered =
            age <= rest
            ? told : min(told, Self.mostRemembered) * exponential(-(age - rest) / (Self.fading * rest))
        let needed = max(Self.clearly * remembered, remembered + Self.ladder.share * (remembered - Self.ladder.from))
        guard raw > needed else { return false }
        header.pointee.told = raw
        header.pointee.age = 0
        return true
    }
}
