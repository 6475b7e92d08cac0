import Glibc

/// Where a tracked quantile starts, before any error is known: that of a normal distribution, drawn in a little, since most
/// signals have more weight in the middle and in the tails.
enum StartQuantile {
    /// - Parameter probability: 0…1, exclusive.
    static func value(_ probability: Float) -> Float {
        let distance = Float(normal(Double(max(probability, 1 - probability))))
        let drawn = distance * (distance < 1.6 ? 0.94 : 1)
        return probability < 0.5 ? -drawn : drawn
    }

    /// The inverse of the normal distribution function for 0.5 ≤ p < 1, within 0.0005 (Abramowitz and Stegun, 26.2.23).
    private static func normal(_ probability: Double) -> Double {
        guard probability > 0.5 else { return 0 }
        let t = (-2 * log(1 - probability)).squareRoot()
        return t - (2.515_517 + t * (0.802_853 + t * 0.010_328))
            / (1 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308)))
    }
}
