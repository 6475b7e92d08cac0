package import TimeSeries

/// What the views of a detector say of one observation together.
package struct Rarity: Sendable {
    /// How unusual the observation is, new or not: log10 of a return period in observations.
    package var evidence: Double = 0
    /// The same of what is new; 0 when nothing is.
    package var score: Double = 0
    /// How unusual the observation is as one more of the episode that is under way: by itself, without what lingers of those
    /// before it.
    package var staying: Double = 0
    /// The view that says the most.
    package var kind: AnomalyKind = .level
    /// What was expected where that view looks, with bounds; NaN where nothing was.
    package var expectation = Expectation(mean: .nan, lower: .nan, upper: .nan)
    /// What each view says, in the order of ``EvidenceView``.
    package var shares = SIMD16<Float>()

    package init() {}
}
