package import TimeSeries

/// How good the forecasts of one series were.
package struct SeriesScores: Sendable {
    package let identity: SeriesIdentity
    /// Levels of the intervals in percent, narrowest first.
    package let levels: [Int]
    /// In what horizons are counted.
    package let counting: HorizonCounting
    /// At horizons 1…H.
    package var horizons: [HorizonScores]
    /// Mean absolute difference of neighbouring observations over the scored part, in the series' unit; nil before there
    /// are two.
    package var scale: Double?
    /// Time from one horizon to the next, in microseconds; 0 when no forecast was issued.
    package var stepMicroseconds: Int64 = 0
    /// Steps in the season that the seasonal naive forecast repeats; nil when it is not defined.
    package var seasonSteps: Int64?
    /// Observations that the series learned from.
    package var observations = 0
    /// Forecasts issued, those skipped among them.
    package var forecasts = 0
    /// Forecasts that count.
    package var origins = 0
    /// Forecasts that do not count since more observations came in a step than are followed.
    package var originsLeftOut = 0
    /// Targets that have no value: their neighbours are more than two steps apart.
    package var targetsInGaps = 0
    /// Event times of the first and last observation.
    package var first: Timestamp?
    package var last: Timestamp?
    package var recent: RecentWindow?
    package var trace: ErrorTrace?

    init(identity: SeriesIdentity, levels: [Int], counting: HorizonCounting, horizons: [HorizonScores]) {
        self.identity = identity
        self.levels = levels
        self.counting = counting
        self.horizons = horizons
    }

    /// The sums at one horizon; nil for those of all horizons together, and for a horizon that the series does not have.
    package func scores(at horizon: Int?) -> HorizonScores? {
        if let horizon { return horizons.indices.contains(horizon - 1) ? horizons[horizon - 1] : nil }
        return horizons.dropFirst().reduce(into: horizons[0]) { $0 += $1 }
    }

    /// MAE by ``scale``: below 1 is better than a step of the naive forecast.
    package func mase(at horizon: Int?) -> Double? {
        guard let scale, scale > 0, let mae = scores(at: horizon)?.mae else { return nil }
        let ratio = mae / scale
        return ratio.isFinite ? ratio : nil
    }
}
