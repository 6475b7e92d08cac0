import LiquidForecasting

/// How good the forecasts of one set were, by one way of counting horizons.
struct SetOutcome: Sendable {
    let path: String
    let group: String
    let name: String
    let isRegular: Bool
    let counting: ForecasterSettings.Counting
    let series: [SeriesOutcome]

    init(_ set: SeriesSet, counting: ForecasterSettings.Counting) {
        path = set.path
        group = set.group
        name = set.name
        isRegular = set.isRegular
        self.counting = counting
        series = Concurrently.map(set.series) { SeriesOutcome($0, counting: counting) }
    }

    /// What the reference's figures on the same rows are called: for regular rows both ways of counting are one.
    var referenceRows: String { isRegular ? "observations" : counting.rawValue }

    /// How tables say it.
    var shownCounting: String { isRegular ? "either" : counting.rawValue }

    /// The ratios to persistence at a horizon, one for each series.
    func ratios(_ horizon: Int) -> [Double] { series.map { $0.errors[horizon - 1].ratio } }

    /// The same of the reference, on those series.
    func referenceRatios(_ horizon: Int, _ reference: ReferenceFigures) -> [Double] {
        series.map { reference.figure(path, referenceRows, "ratio", key: $0.key, horizon: horizon) }
    }

    /// The mean over series of the share of targets within the intervals of a level.
    func coverage(_ level: Int, _ horizon: Int) -> Double {
        Means.arithmetic(series.map { $0.intervals[horizon - 1].coverage(level) })
    }

    /// The mean over series of the pinball loss of all horizons as a ratio to persistence's error.
    var pinballRatio: Double {
        Means.geometric(
            series.map { outcome in
                var sums = IntervalSums()
                for more in outcome.intervals { sums += more }
                return sums.pinballRatio
            })
    }
}
