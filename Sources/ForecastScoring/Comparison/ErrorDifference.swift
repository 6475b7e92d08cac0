/// How much larger the errors of the other pipeline are at one horizon, with an interval of 95 %.
package struct ErrorDifference: Equatable, Sendable {
    /// Nil for all horizons together.
    package let horizon: Int?
    /// Series that both forecast and that count.
    package let series: Int
    /// Our mean absolute error and the other's over the forecasts that both issued, arithmetic means over the series.
    package let ours: Double
    package let others: Double
    /// The other's mean absolute error less ours, the arithmetic mean over the series, in their unit.
    package let absolute: Estimate
    /// The geometric mean over the series of the other's mean absolute error by ours, less 1: −0.03 is 3 % less.
    package let relative: Estimate

    package struct Estimate: Equatable, Sendable {
        package let value: Double
        package let low: Double
        package let high: Double
    }

    /// Whether the interval of the relative difference leaves out 0, and on which side of it: −1, 0 or 1.
    package var direction: Int { relative.high < 0 ? -1 : relative.low > 0 ? 1 : 0 }
}
