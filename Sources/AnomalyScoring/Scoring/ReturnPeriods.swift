import NumericKernels

/// From what the views say together to log10 of the return period, in observations, of an alarm.
///
/// About one alarm in 300 observations means the same in every stationary signal; how much further than that alarms go is a
/// property of the series: in a random walk they barely exceed it, in a signal with heavy tails by far. The mean of these
/// excesses, each counted up to ``mostExcess`` so that true anomalies hardly move it, and with a prior, places a series among
/// twelve laws of noise, for which the levels that are reached once in 10^2.5, 10^3 … 10^6 observations were measured; between
/// them they are linear in the mean excess. `ops/evaluation/anomalies.md` says how well that holds, and how it is fitted again.
struct ReturnPeriods {
    /// The level from which on an alarm tells of the series' excesses.
    private static let threshold: Float = 2.25
    private static let mostExcess: Float = 1.5
    /// The mean excess of the median law, and for how many alarms it counts.
    private static let prior: (mean: Float, weight: Float) = (0.31, 100)
    /// Alarms that are remembered at most.
    private static let mostAlarms: Float = 400
    /// The mean excesses of the laws.
    private static let measured: ClosedRange<Float> = 0.234...0.414
    /// The first level's log10 of a return period, and the step from one to the next.
    private static let (first, step): (Float, Float) = (2.5, 0.5)
    /// In a young series what is beyond this is not known yet; half of it is believed after so many observations.
    private static let (certain, maturity): (Float, Float) = (3.5, 200)
    /// Each level: by how much it rises with the mean excess, and where it stands at the prior's.
    private static let levels: [(slope: Float, base: Float)] = [
        (-0.06038, 2.105),
        (2.392, 2.529),
        (5.577, 2.858),
        (7.564, 3.171),
        (8.014, 3.431),
        (8.729, 3.709),
        (11.9, 3.91),
        (15.2, 4.1),
    ]

    /// log10 of the return period of what the views say.
    ///
    /// - Parameters:
    ///   - raw: what they say together.
    ///   - excess: the series' mean excess.
    ///   - age: observations of the series.
    static func score(_ raw: Float, excess: Float, age: Float) -> Float {
        let distance = min(max(excess, measured.lowerBound), measured.upperBound) - prior.mean
        func level(_ index: Int) -> Float {
            levels[index].base + levels[index].slope * distance
        }
        var below = level(0)
        guard raw >= below else { return raw > 0 ? first * raw / below : 0 }
        var index = 1
        var above = max(level(1), below + leastRise)
        while raw >= above, index < levels.count - 1 {
            index += 1
            (below, above) = (above, max(level(index), above + leastRise))
        }
        let score = first + step * (Float(index - 1) + (raw - below) / (above - below))
        return score <= certain ? score : certain + (score - certain) * age / (age + maturity)
    }

    private static let leastRise: Float = 0.05

    /// What a new series starts from.
    static func prepare(_ header: UnsafeMutablePointer<ScorerHeader>) {
        header.pointee.excess = prior.mean
        header.pointee.alarms = prior.weight
    }

    /// Learns from an alarm of the series.
    static func learn(_ raw: Float, _ header: UnsafeMutablePointer<ScorerHeader>) {
        guard raw >= threshold else { return }
        header.pointee.alarms = min(header.pointee.alarms + 1, mostAlarms)
        let excess = min(raw - threshold, mostExcess)
        header.pointee.excess += (excess - header.pointee.excess) / header.pointee.alarms
    }
}
