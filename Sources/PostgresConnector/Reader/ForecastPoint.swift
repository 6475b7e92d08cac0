/// One horizon of a forecast.
package struct ForecastPoint: Sendable {
    /// The time it is about, in UTC, as `2026-01-31 12:00`.
    package let time: String
    /// What is expected, in the unit of the series; so are the bounds.
    package let mean: Double
    /// Narrowest first.
    package var intervals: [Interval]

    /// Bounds between which the value lies with so many percent.
    package struct Interval: Sendable {
        package let level: Int
        package let lower: Double
        package let upper: Double
    }
}
