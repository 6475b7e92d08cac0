/// How often targets lay within the intervals, and what their bounds cost.
struct IntervalSums: Sendable {
    var count = 0
    /// For each level, narrowest first.
    var covered = [0, 0]
    /// Of the four bounds, their mean pinball loss, summed.
    var pinball = 0.0
    var persistenceAbsolute = 0.0

    static func += (sums: inout IntervalSums, more: IntervalSums) {
        sums.count += more.count
        for level in sums.covered.indices { sums.covered[level] += more.covered[level] }
        sums.pinball += more.pinball
        sums.persistenceAbsolute += more.persistenceAbsolute
    }

    /// The share of targets within the intervals of a level; NaN where nothing was scored.
    func coverage(_ level: Int) -> Double { Double(covered[level]) / Double(count) }

    /// The pinball loss as a ratio to the mean absolute error of persistence; NaN where that does not err.
    var pinballRatio: Double {
        persistenceAbsolute > 0
            ? (pinball + ErrorSums.tiny) / (persistenceAbsolute + ErrorSums.tiny) : .nan
    }
}
