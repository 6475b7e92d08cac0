package import TimeSeries

/// One anomaly of a series, in short.
package struct AnomalySummary: Sendable {
    /// The number in the database, by which feedback names it.
    package let id: Int64
    /// Event time of its first observation in UTC, as `2026-01-31 12:00`.
    package let started: String
    /// The same of its newest unusual observation, or of what broke a silence; nil while it is under way.
    package let last: String?
    package let severity: Severity
    /// What happened, in words.
    package let sentence: String
}
