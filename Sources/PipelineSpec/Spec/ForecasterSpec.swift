package import TimeSeries

/// `forecaster: {type: liquid, …}`.
package struct ForecasterSpec: Equatable, Sendable {
    /// From what a new series starts.
    package enum Prior: String, CaseIterable, Sendable { case group, none }

    /// Nominal time between observations, in microseconds; nil learns it from the first ones.
    package var stepMicroseconds: Int64?
    /// H: forecasts are issued for horizons 1…H; 1 to 96.
    package var horizon: Int
    /// In what horizons are counted.
    package var counting: HorizonCounting
    /// Lengths of the seasons, in microseconds, longest last; at most three.
    package var seasonsMicroseconds: [Int64]
    /// Levels of the intervals in percent: one to eight, 1…99, narrowest first, each once.
    package var intervals: [Int]
    package var prior: Prior
    /// The calendar that seasons follow; nil is that of UTC, without holidays.
    package var calendar: CalendarSpec?

    package init(
        stepMicroseconds: Int64?, horizon: Int, counting: HorizonCounting, seasonsMicroseconds: [Int64],
        intervals: [Int], prior: Prior
    ) {
        self.stepMicroseconds = stepMicroseconds
        self.horizon = horizon
        self.counting = counting
        self.seasonsMicroseconds = seasonsMicroseconds
        self.intervals = intervals
        self.prior = prior
    }
}
