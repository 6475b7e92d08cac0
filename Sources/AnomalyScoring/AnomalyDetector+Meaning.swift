import TimeSeries

/// What something unusual is called, beside what it is unusual, and whether anybody cares.
extension AnomalyDetector {
    /// Takes down what the view that says the most has seen; what the slow level says where no forecast said anything.
    func name(
        _ rarity: inout Rarity, isStuck: Bool, _ value: Double, _ said: Said, _ next: Expectation, _ scorer: ScorerBlock
    ) {
        let header = scorer.header
        let (level, spread) = (header.pointee.level, header.pointee.spread)
        let slow = Expectation(mean: level, lower: level - 2 * spread, upper: level + 2 * spread)
        rarity.expectation = next.mean.isNaN ? slow : next
        guard !isStuck else {
            rarity.kind = .stuck
            return
        }
        // Where several say the same, the first of these is the simplest to understand.
        var loudest = EvidenceView.near
        for view in EvidenceView.combined where rarity.shares[view.rawValue] > rarity.shares[loudest.rawValue] {
            loudest = view
        }
        switch loudest {
        case .volatility: rarity.kind = .volatility
        case .level, .drift, .lasting:
            rarity.kind = .level
            rarity.expectation = slow
        case .near:
            if let near = said.near {
                rarity.expectation = expectation(near.near, near.nearWidth, header.pointee.anchor)
            }
            rarity.kind = value < rarity.expectation.mean ? .dip : .spike
        case .far:
            if let far = said.far { rarity.expectation = expectation(far.far, far.farWidth, header.pointee.anchor) }
            rarity.kind = value < rarity.expectation.mean ? .dip : .spike
        case .season where value >= header.pointee.lowest && value <= header.pointee.highest: rarity.kind = .season
        default: rarity.kind = value < rarity.expectation.mean ? .dip : .spike
        }
    }

    private func expectation(_ mean: Float, _ deviation: Float, _ anchor: Double) -> Expectation {
        let center = anchor + Double(mean)
        let half = 1.96 * Double(deviation)
        return Expectation(mean: center, lower: center - half, upper: center + half)
    }

    /// Whether the user cares: about the direction, and about so small a deviation.
    ///
    /// What is stuck deviates in no direction and by nothing: it matters where both directions do.
    func matters(_ rarity: Rarity, _ value: Double) -> Bool {
        if rarity.kind == .stuck { return settings.direction == .both }
        let expected = rarity.expectation.mean
        switch settings.direction {
        case .above where value < expected: return false
        case .below where value > expected: return false
        default: break
        }
        return abs(value - expected) >= max(settings.leastDeviation, settings.leastRelativeDeviation * abs(expected))
    }
}
