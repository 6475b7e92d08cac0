package import Alerting
package import TimeSeries

/// One incident of a series, or a storm of them, as the database knows it. Times are UTC, as `2026-01-31T12:00:00Z`.
package struct AlertSummary: Sendable {
    /// The number in the database, by which people name it.
    package let id: Int64
    package let pipeline: String
    /// The entry of `alerts` in the pipeline's file.
    package let policy: String
    /// Nil for a storm; so are key and metric.
    package let model: String?
    package let key: String?
    package let metric: String?
    /// What the members of a storm have in common; nil for one series.
    package let common: [Notification.Label]?
    /// How many incidents of a storm fired when it was last told; nil for one series.
    package let members: Int?
    /// `firing` or `resolved`.
    package let state: String
    /// The worst so far; so are kind, score and return period.
    package let severity: Severity
    /// Event times.
    package let opened: String
    package let resolved: String?
    /// Of the anomaly; nil for a storm.
    package let kind: String?
    /// How often something like it comes when nothing is wrong; nil for a storm.
    package let returnPeriod: ReturnPeriod?
    package let score: Double
    package let observations: Int64
    package let sentence: String
    /// When the silences that hold for it end.
    package let silencedUntil: String?
    /// The storm that it was last a part of.
    package let storm: Int64?
    /// Notifications that arrived, that wait, and that a receiver refused for good.
    package let delivered: Int
    package let waiting: Int
    package let refused: Int
}
