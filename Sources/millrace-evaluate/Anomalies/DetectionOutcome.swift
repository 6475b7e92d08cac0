/// How well one way of scoring finds what is labelled in one set.
struct DetectionOutcome: Sendable {
    let method: String
    let scores: ThresholdSweep
    let averagePrecision: Double
    /// The threshold that a user has without choosing one; nil where the method has none.
    let threshold: Double?

    /// - Parameters:
    ///   - scores: of each series of the set.
    ///   - labels: of the set. Where they name machines instead of series, the scores of a machine are the highest of its
    ///     series at each moment; a series' key is its machine's, a point, and more.
    init(_ method: String, _ set: SeriesSet, scores: [[Double]], _ labels: Labels, threshold: Double? = nil) {
        self.method = method
        self.threshold = threshold
        let timelines = Self.timelines(set, scores, labels)
        self.scores = ThresholdSweep(timelines)
        averagePrecision = ThresholdSweep.averagePrecision(timelines)
    }

    private static func timelines(_ set: SeriesSet, _ scores: [[Double]], _ labels: Labels) -> [ScoredTimeline] {
        let keys = Set(set.series.map(\.key))
        let namesMachines = !labels.windows.keys.contains(where: keys.contains)
        var machines: [(key: String, highest: [Int64: Double])] = []
        for (series, scores) in zip(set.series, scores) {
            let key = namesMachines ? machine(series.key) : series.key
            if machines.last?.key != key { machines.append((key, [:])) }
            let place = machines.count - 1
            for (time, score) in zip(series.times, scores) {
                machines[place].highest[time] = max(machines[place].highest[time] ?? 0, score)
            }
        }
        return machines.map { machine in
            let times = machine.highest.keys.sorted()
            return ScoredTimeline(
                times: times, scores: times.map { machine.highest[$0] ?? 0 },
                windows: labels.windows[machine.key] ?? [],
                points: labels.points.map { $0[machine.key] ?? [] })
        }
    }

    private static func machine(_ key: String) -> String {
        key.split(separator: ".").dropLast().joined(separator: ".")
    }
}
