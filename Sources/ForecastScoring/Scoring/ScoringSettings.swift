package import TimeSeries

/// How the forecasts of one series are scored.
package struct ScoringSettings: Equatable, Sendable {
    /// The longest season whose values are kept, in steps: a week of minutes. A longer one has no seasonal naive forecast.
    package static let longestSeason: Int64 = 10_080
    /// Observations that the report draws.
    package static let recentObservations = 200

    /// H, the number of horizons.
    package var horizon: Int
    /// In what horizons are counted.
    package var counting: HorizonCounting
    /// Levels of the intervals in percent, narrowest first.
    package var levels: [Int]
    /// Forecasts of the series, from its first one on, that do not count.
    package var skip: Int
    /// Length of the season that the seasonal naive forecast repeats, in microseconds; nil when there is none.
    package var seasonMicroseconds: Int64?
    /// The horizon whose forecasts are kept for drawing; nil keeps nothing.
    package var drawnHorizon: Int?
    /// Whether each forecast's errors are kept, for a comparison with another pipeline: about 40 bytes an observation.
    package var keepsErrors: Bool

    package init(
        horizon: Int, counting: HorizonCounting = .time, levels: [Int], skip: Int = 50,
        seasonMicroseconds: Int64? = nil, drawnHorizon: Int? = nil, keepsErrors: Bool = false
    ) {
        precondition(horizon > 0 && skip >= 0, "a horizon is at least 1")
        self.horizon = horizon
        self.counting = counting
        self.levels = levels
        self.skip = skip
        self.seasonMicroseconds = seasonMicroseconds
        self.drawnHorizon = drawnHorizon
        self.keepsErrors = keepsErrors
    }

    /// The horizons that people read out of 1…`horizon`, the last one among them.
    package static func shownHorizons(upTo horizon: Int) -> [Int] {
        let shown = [1, 6, 12, 24, 48, 96].filter { $0 <= horizon }
        return shown.last == horizon ? shown : shown + [horizon]
    }

    /// The horizon that is drawn out of 1…`horizon`: far enough to see a band, near enough to follow it.
    package static func readableHorizon(upTo horizon: Int) -> Int { min(6, horizon) }
}
