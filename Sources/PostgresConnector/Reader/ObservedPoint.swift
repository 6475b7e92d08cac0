/// One observation, with what had been expected in its place.
package struct ObservedPoint: Sendable {
    /// Event time in UTC, as `2026-01-31 12:00`.
    package let time: String
    /// In the unit of the series; so are the others.
    package let value: Double
    /// What the forecast before had said; nil while there was none. So are the bounds of its widest interval.
    package let expected: Double?
    package let lower: Double?
    package let upper: Double?
    /// Whether it lies within an anomaly of the series.
    package let isUnusual: Bool
}
