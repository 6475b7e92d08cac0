/// What the views say of an observation.
extension AnomalyDetector {
    /// How rare an observation is in its series, by what was learned of it; learns from it.
    func rarity(
        _ block: UnsafeMutableRawPointer, value: Double, at time: Int64, step: Int64, expected: Double,
        bounds: (lower: Double, upper: Double), means: UnsafePointer<Double>?
    ) -> Rarity { Rarity() }
}
