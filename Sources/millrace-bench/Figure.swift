/// One number that a subject measures, as often as it was repeated.
struct Figure: Codable {
    /// Unique in a report, the subject first: `model hot, horizon 12`.
    let name: String
    let unit: String
    /// One of each repetition.
    let values: [Double]
    /// What is to be reached; nil where nothing is set.
    var goal: Double?
    /// Whether larger is better, for the goal and for comparisons.
    var isMoreBetter = false

    init(_ name: String, _ unit: String, _ values: [Double], goal: Double? = nil, isMoreBetter: Bool = false) {
        (self.name, self.unit, self.values, self.goal, self.isMoreBetter) = (name, unit, values, goal, isMoreBetter)
    }

    /// NaN of nothing.
    var median: Double {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return .nan }
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    /// From the least to the most, as a share of the median.
    var spread: Double { ((values.max() ?? .nan) - (values.min() ?? .nan)) / median }

    /// Nil without a goal.
    var isReached: Bool? { goal.map { isMoreBetter ? median >= $0 : median <= $0 } }
}
