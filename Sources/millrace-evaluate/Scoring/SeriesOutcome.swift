import LiquidForecasting

/// How good the forecasts of one series were, 24 steps ahead, over its first 20,000 observations.
struct SeriesOutcome: Sendable {
    static let horizon = 24
    static let longest = 20_000
    /// The horizons that tables show.
    static let horizons = ReferenceFigures.horizons
    /// Origins before this are not scored: a forecaster has to begin somewhere.
    static let firstOrigin = 49
    /// Behind so many observations no series should be worse than persistence.
    static let settled = 500
    /// The first observations, scored apart: which ones.
    static let start = 16..<200

    /// The horizons of ``windows``.
    static let windowHorizons = [1, 12, 24]

    let key: String
    let observations: Int
    /// By horizon, from 1.
    let errors: [ErrorSums]
    let settledErrors: [ErrorSums]
    let startErrors: [ErrorSums]
    let intervals: [IntervalSums]
    /// All horizons up to 1, 12 and 24, as published tables count.
    let windows: [ErrorSums]

    init(_ whole: RecordedSeries, counting: ForecasterSettings.Counting) {
        let series = whole.prefix(Self.longest)
        let forecasts = IssuedForecasts(series, horizon: Self.horizon, counting: counting, keeping: .all)
        let scorer = Scorer(series, forecasts)
        let count = series.values.count
        let horizons = 1...Self.horizon
        let scored = Self.firstOrigin..<max(Self.firstOrigin, count)
        key = series.key
        observations = count
        errors = horizons.map { scorer.errors($0, origins: scored) }
        settledErrors = horizons.map { scorer.errors($0, origins: Self.settled..<max(Self.settled, count)) }
        let start = Scorer(series.prefix(Self.start.upperBound), forecasts)
        startErrors = horizons.map { start.errors($0, origins: Self.start) }
        intervals = horizons.map { scorer.intervals($0, origins: scored) }
        let behind = Self.firstOrigin + 1
        windows = Self.windowHorizons.map { scorer.window($0, within: behind..<max(behind, count)) }
    }

    /// The horizon with the largest ratio to persistence behind the first 500 observations, and that ratio.
    var worst: (horizon: Int, ratio: Double)? { worst(ofAtLeast: 1) }

    /// The same of horizons that were scored on so many targets; nil where there are none.
    func worst(ofAtLeast targets: Int) -> (horizon: Int, ratio: Double)? {
        zip(1..., settledErrors).filter { $0.1.count >= targets }.map { (horizon: $0.0, ratio: $0.1.ratio) }
            .max { $0.ratio < $1.ratio }
    }
}
