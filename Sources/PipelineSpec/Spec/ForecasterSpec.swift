/// `forecaster: {type: liquid, …}`.
package struct ForecasterSpec: Equatable, Sendable {
    /// Nominal time between observations, in microseconds; nil learns it from the first ones.
    package var stepMicroseconds: Int64?
    /// H: forecasts are issued for the next 1…H observations; 1 to 96.
    package var horizon: Int
    /// Lengths of the seasons, in microseconds, longest last; at most three.
    package var seasonsMicroseconds: [Int64]
    /// Levels of the intervals in percent: 80, 95 or both.
    package var intervals: [Int]

    /// The calendar that seasons follow; nil is that of UTC, without holidays.
    package var calendar: CalendarSpec?

    package init(stepMicroseconds: Int64?, horizon: Int, seasonsMicroseconds: [Int64], intervals: [Int]) {
        self.stepMicroseconds = stepMicroseconds
        self.horizon = horizon
        self.seasonsMicroseconds = seasonsMicroseconds
        self.intervals = intervals
    }
}
