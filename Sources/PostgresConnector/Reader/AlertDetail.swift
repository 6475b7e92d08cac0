package import TimeSeries

/// Everything that is known of one incident or storm. Times are UTC, as `2026-01-31T12:00:00Z`.
package struct AlertDetail: Sendable {
    /// A change of the incident.
    package struct Event: Sendable {
        /// 0, 1, 2 …
        package let sequence: Int
        /// `firing`, `escalated` or `resolved`.
        package let change: String
        /// Event time.
        package let at: String
        package let severity: Severity
        package let sentence: String
        /// `told`, or why it was not: `superseded`, `silenced`, `storm`, `over`, `no_policy`; nil while it is undecided.
        package let outcome: String?
    }

    /// A change on its way to a receiver.
    package struct Delivery: Sendable {
        package let sequence: Int
        package let receiver: String
        /// `waiting`, `delivered` or `refused`.
        package let state: String
        package let attempts: Int
        package let lastError: String?
        package let triedAt: String?
        package let deliveredAt: String?
    }

    /// What is known of the worst anomaly.
    package struct Anomaly: Sendable {
        package let id: Int64
        package let started: String
        package let peaked: String
        package let ended: String?
        package let value: Double?
        package let expected: Double?
        package let lower: Double?
        package let upper: Double?
        /// How rare each view says it is, as log10 of the return period in observations, the rarest first.
        package let contributions: [(evidence: String, score: Double)]
    }

    package let summary: AlertSummary
    /// The newest values of the series, oldest first; empty for a storm.
    package let recent: [Double]
    /// Nil for a storm, and when the anomaly is kept no longer.
    package let anomaly: Anomaly?
    /// Oldest first.
    package let events: [Event]
    /// In the order in which they are made.
    package let deliveries: [Delivery]
    /// A query that shows more.
    package let sql: String
}
