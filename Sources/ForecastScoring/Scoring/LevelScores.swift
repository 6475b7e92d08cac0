/// Sums over the targets of one interval level.
package struct LevelScores: Equatable, Sendable {
    /// Targets inside the interval, its bounds included.
    package var inside = 0
    /// Sum of the widths, in the series' unit.
    package var width = 0.0
    /// Sum of the pinball losses, each the mean of those of the two bounds as quantiles.
    package var pinball = 0.0

    package init() {}

    /// - Parameters:
    ///   - level: in percent: 80 is bounded by the quantiles 0.1 and 0.9.
    ///   - actual, lower, upper: in the series' unit.
    mutating func add(level: Int, actual: Double, lower: Double, upper: Double) {
        let tail = (1 - Double(level) / 100) / 2
        if actual >= lower, actual <= upper { inside += 1 }
        width += upper - lower
        pinball += (Self.loss(actual - lower, quantile: tail) + Self.loss(actual - upper, quantile: 1 - tail)) / 2
    }

    /// ρ(u) = q·u above zero, (q − 1)·u below.
    private static func loss(_ excess: Double, quantile: Double) -> Double {
        excess >= 0 ? quantile * excess : (quantile - 1) * excess
    }

    static func += (left: inout LevelScores, right: LevelScores) {
        left.inside += right.inside
        left.width += right.width
        left.pinball += right.pinball
    }
}
