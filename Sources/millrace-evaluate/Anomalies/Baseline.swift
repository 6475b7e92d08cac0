/// Scores that need no model, to compare with.
enum Baseline: String, CaseIterable, Sendable {
    /// The distance from a running mean in running deviations, over about 500 observations.
    case ewma = "EWMA z"
    /// The difference to the same time of the day before, in running sizes of such differences.
    case seasonal = "seasonal naive z"

    private static let memory = 500.0
    private static let warmUp = 30
    private static let most = 1e6
    private static let day: Int64 = 86_400_000_000

    /// One score for each observation, behind a ``Refractory``.
    func scores(of series: RecordedSeries) -> [Double] {
        var refractory = Refractory()
        return (self == .ewma ? Self.ewma(series) : Self.seasonal(series)).map { refractory.pass($0) }
    }

    private static func ewma(_ series: RecordedSeries) -> [Double] {
        var (mean, square) = (series.values.first ?? 0, 0.0)
        return series.values.enumerated().map { index, value in
            let score = index > warmUp && square > 0 ? abs(value - mean) / square.squareRoot() : 0
            let gain = max(1 / Double(index + 1), 1 / memory)
            let difference = value - mean
            mean += gain * difference
            square = (1 - gain) * (square + gain * difference * difference)
            return min(score, most)
        }
    }

    private static func seasonal(_ series: RecordedSeries) -> [Double] {
        var (square, count, before) = (0.0, 0, 0)
        return series.values.indices.map { index in
            let moment = series.times[index] - day
            while series.times[before] < moment { before += 1 }
            guard let first = series.times.first, moment >= first else { return 0 }
            let difference = series.values[index] - series.values[before]
            count += 1
            let score = count > warmUp && square > 0 ? abs(difference) / square.squareRoot() : 0
            square += max(1 / Double(count), 1 / memory) * (difference * difference - square)
            return min(score, most)
        }
    }
}
