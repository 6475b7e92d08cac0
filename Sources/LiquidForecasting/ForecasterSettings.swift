/// What a forecaster is asked for, and from which the size of a series' block follows.
package struct ForecasterSettings: Equatable, Sendable {
    /// In what horizons are counted.
    package enum Counting: String, Equatable, Sendable, CaseIterable {
        /// Horizon h is the time of the newest observation and h steps.
        case time
        /// Horizon h is the h-th observation from now, whenever it comes: trading days, for instance.
        case observations
    }

    /// The largest magnitude of a value that can be learned from: float32 squares of larger ones would overflow.
    package static let largestMagnitude = 1e30
    /// How many time differences are looked at before a step that is not given is known.
    package static let differencesForStep = 16
    /// Most seasons.
    package static let seasonLimit = 3
    /// Most covariates.
    package static let covariateLimit = 4

    /// H: forecasts are issued for 1…H steps ahead, 1…96.
    package var horizon: Int
    /// Nominal time between observations in microseconds; nil learns it as the median of the first 16 differences.
    package var stepMicroseconds: Int64?
    package var counting: Counting
    /// Lengths of the seasons, shortest first; one that is shorter than three steps is inactive.
    package var seasonsMicroseconds: [Int64]
    /// What the seasons' tables go by; nil is UTC, without holidays.
    package var calendar: CivilTime?
    /// Levels of the intervals in percent, 1…99, narrowest first.
    package var levels: [Int]
    /// Other values of the same records that help to forecast, 0…4.
    package var covariates: Int
    /// Observations that are learned from before the first forecast is issued.
    package var warmUp: Int

    private static let day: Int64 = 86_400_000_000

    /// - Precondition: all are within the ranges said above; there is at least one level.
    package init(
        horizon: Int, stepMicroseconds: Int64? = nil, counting: Counting = .time,
        seasonsMicroseconds: [Int64] = [day, 7 * day], calendar: CivilTime? = nil, levels: [Int] = [80, 95],
        covariates: Int = 0, warmUp: Int = 16
    ) {
        precondition((1...96).contains(horizon), "horizon \(horizon) is not in 1…96")
        precondition(stepMicroseconds.map { $0 > 0 } ?? true, "the step must be positive")
        precondition(seasonsMicroseconds.count <= Self.seasonLimit, "more than \(Self.seasonLimit) seasons")
        precondition(seasonsMicroseconds.allSatisfy { $0 > 0 }, "seasons must be positive")
        precondition(seasonsMicroseconds == seasonsMicroseconds.sorted(), "the shortest season comes first")
        precondition(!levels.isEmpty && levels.allSatisfy { (1...99).contains($0) }, "levels are 1…99 percent")
        precondition(levels == levels.sorted(), "the narrowest level comes first")
        self.horizon = horizon
        self.stepMicroseconds = stepMicroseconds
        self.counting = counting
        self.seasonsMicroseconds = seasonsMicroseconds
        self.calendar = calendar
        self.levels = levels
        precondition((0...Self.covariateLimit).contains(covariates), "more than \(Self.covariateLimit) covariates")
        self.covariates = covariates
        self.warmUp = warmUp
    }
}
