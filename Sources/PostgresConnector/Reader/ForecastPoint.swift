/// One horizon of a forecast.
package struct ForecastPoint: Sendable {
    /// The time it is about, in UTC, as `2026-01-31 12:00`.
    package let time: String
    /// What is expected, in the unit of the series; so are the bounds.
    package let mean: Double
    /// Bounds between which the value lies with the named percentage.
    package let lower80: Double
    package let upper80: Double
    package let lower95: Double
    package let upper95: Double
}
