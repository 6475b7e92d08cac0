/// What a forecaster is asked for, and from which the size of a series' block follows.
package struct ForecasterSettings: Equatable, Sendable {
    /// The largest magnitude of a value that can be learned from: float32 squares of larger ones would overflow.
    package static let largestMagnitude = 1e30
    /// How many time differences are looked at before a step that is not given is known.
    package static let differencesForStep = 16
    /// Most periods of rotating cells.
    package static let periodLimit = 6

    /// H: forecasts are issued for the next 1…H observations.
    package var horizon: Int
    /// Nominal time between observations in microseconds; nil learns it as the median of the first 16 differences.
    package var stepMicroseconds: Int64?
    /// Periods of the rotating cells in seconds; one that is shorter than three steps is inactive.
    package var periodsSeconds: [Double]
    /// Observations that are learned from before the first forecast is issued.
    package var warmUp: Int

    /// - Precondition: `horizon` is 1…96, `stepMicroseconds` is positive, there are at most 6 periods, all positive.
    package init(
        horizon: Int, stepMicroseconds: Int64? = nil,
        periodsSeconds: [Double] = [86_400, 43_200, 28_800, 21_600, 604_800, 302_400], warmUp: Int = 16
    ) {
        precondition((1...96).contains(horizon), "horizon \(horizon) is not in 1…96")
        precondition(stepMicroseconds.map { $0 > 0 } ?? true, "the step must be positive")
        precondition(periodsSeconds.count <= Self.periodLimit, "\(periodsSeconds.count) periods, at most 6")
        precondition(periodsSeconds.allSatisfy { $0 > 0 }, "periods must be positive")
        self.horizon = horizon
        self.stepMicroseconds = stepMicroseconds
        self.periodsSeconds = periodsSeconds
        self.warmUp = warmUp
    }
}
