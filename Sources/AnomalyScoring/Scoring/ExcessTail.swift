import NumericKernels

/// How rare a positive number is, by a law of its tail: beside the ranks of a ``PeakList``, which saturate where anomalies are
/// frequent, and know nothing between them.
///
/// A threshold of the number's logarithm is tracked that one cluster of observations in about 70 exceeds (a step of stochastic
/// approximation, as Robbins and Monro do, A stochastic approximation method, 1951); the peaks of clusters above it follow a
/// generalised Pareto law, whose shape comes from the first two moments of the logarithms' excesses (Dekkers, Einmahl, de Haan,
/// A moment estimator for the index of an extreme-value distribution, 1989), drawn toward ``priorShape`` and never below zero.
///
/// Plain bytes, part of a series' block; about 15 ns.
struct ExcessTail {
    /// Clusters above the threshold, in observations.
    private static let rate: Float = 0.015
    /// Observations that are remembered.
    private static let memory: Float = 4_000
    /// A cluster is over when nothing was within half its peak for more than so many observations.
    private static let clusterLength: UInt32 = 8
    private static let half: Float = 0.693_147_2
    /// The mean excess that is expected at first, and for how many clusters that counts.
    private static let (priorExcess, priorWeight): (Float, Float) = (0.3, 20)
    private static let (priorShape, shapeWeight): (Float, Float) = (0.1, 60)
    /// Excesses count up to so much: a true anomaly hardly changes the law.
    private static let mostExcess: Float = 3
    /// For how many observations the expected rate counts.
    private static let rateWeight: Float = 100
    /// By how much a lasting cluster lifts the threshold, in steps.
    private static let lift: Float = 0.05
    /// The most that is said.
    private static let most: Float = 6
    /// Observations before the threshold is tracked.
    static let first: UInt32 = 8

    /// The threshold, of the number's logarithm.
    private var threshold: Float
    /// Clusters above it, fading, and the mean and the mean square of the excesses of their peaks.
    private var clusters: Float
    private var mean: Float
    private var square: Float
    /// The peak of the cluster that is under way, and the newest observation near it.
    private var peak: Float
    private var touched: UInt32

    mutating func prepare() {
        threshold = .nan
        clusters = Self.rateWeight * Self.rate
        mean = Self.priorExcess
        square = 2 * Self.priorExcess * Self.priorExcess
        peak = -.greatestFiniteMagnitude
        touched = .max
    }

    /// Looks at a number and learns from it.
    ///
    /// - Parameters:
    ///   - logarithm: of the number and its floor.
    ///   - least: the logarithm of the floor.
    ///   - number: of the observation, at least ``first``.
    /// - Returns: log10 of the return period, in observations; 0 when it is ordinary.
    mutating func rarity(of logarithm: Float, least: Float, at number: UInt32, isWarm: Bool) -> Float {
        if threshold.isNaN { threshold = logarithm + 1 }
        let seen = min(Float(number - Self.first + 1), Self.memory)
        let excess = logarithm - threshold
        // Below eight mean excesses it is ordinary in any case.
        let rarity = isWarm && excess > -8 * mean ? said(of: excess, seen) : 0
        if Float(number - Self.first + 2) > Self.memory { clusters *= Self.memory / (Self.memory + 1) }
        let step = min(mean / (Self.rate * min(Float(number) + 20, Self.memory / 2)), 0.5)
        if excess > 0 { exceed(min(excess, Self.mostExcess), step, at: number) } else { threshold -= step * Self.rate }
        threshold = max(threshold, least)
        return rarity
    }

    private func said(of excess: Float, _ seen: Float) -> Float {
        let rarity = -Self.log10((Self.rateWeight * Self.rate + clusters) / (Self.rateWeight + seen))
        guard excess > 0 else { return max(0, rarity + excess / mean * Self.perTen) }
        let moment = mean + 1 - 0.5 / max(1e-3, 1 - mean * mean / square)
        let weight = min(clusters, 100)
        let shape = max((weight * moment + Self.shapeWeight * Self.priorShape) / (weight + Self.shapeWeight), 0)
        let scaled = (exponential(min(excess, 30)) - 1) / mean
        let beyond = shape < 1e-3 ? scaled : logarithm(1 + shape * scaled) / shape
        return min(rarity + beyond * Self.perTen, Self.most)
    }

    /// - Parameter excess: positive.
    private mutating func exceed(_ excess: Float, _ step: Float, at number: UInt32) {
        let gain = 1 / (min(clusters, Self.memory * Self.rate) + Self.priorWeight)
        if touched == .max || number &- touched > Self.clusterLength {
            clusters += 1
            threshold += step * (1 - Self.rate)
            mean += gain * (excess - mean)
            square += gain * (excess * excess - square)
            peak = excess
        } else {
            if excess > peak {
                let before = max(peak, 0)
                mean += gain * (excess - before)
                square += gain * (excess * excess - before * before)
                peak = excess
            }
            threshold += step * (Self.lift - Self.rate)
        }
        if excess >= peak - Self.half { touched = number }
        mean = min(max(mean, 0.02), 3)
        square = max(square, 1.05 * mean * mean)
    }

    private static let perTen: Float = 0.434_294_48

    private static func log10(_ number: Float) -> Float { logarithm(number) * perTen }
}
