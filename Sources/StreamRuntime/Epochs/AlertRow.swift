package import TimeSeries

/// A change of one incident: of one series under one entry of `alerts`.
package struct AlertRow: Sendable {
    package enum Change: String, Sendable {
        /// The incident is there.
        case firing
        /// It is more severe than it was told before.
        case escalated
        /// It is over.
        case resolved
    }

    /// The record's place in the partition's log, or where a side input was taken in.
    package var offset: Int64
    package var series: SeriesNumber
    /// The entry of `alerts` in the pipeline's file.
    package var policy: String
    /// Of pipeline, policy, model, key and metric: the same for every incident of them. 16 hexadecimal digits.
    package var fingerprint: String
    /// Event time at which it began to fire; with the fingerprint it names the incident.
    package var opened: Timestamp
    /// 0 for the first change of an incident, then 1, 2 …: with the two above it names this change, whoever writes it again.
    package var sequence: Int
    package var change: Change
    /// Event time of the change.
    package var at: Timestamp
    package var severity: Severity
    /// What is known of the anomaly: the worst of the incident so far.
    package var anomaly: AnomalyRow
    /// Unusual observations of the incident so far.
    package var observations: Int64
    /// The newest values of the series, oldest first; at most 16.
    package var recent: [Double]

    package init(
        offset: Int64, series: SeriesNumber, policy: String, fingerprint: String, opened: Timestamp, sequence: Int,
        change: Change, at: Timestamp, severity: Severity, anomaly: AnomalyRow, observations: Int64, recent: [Double]
    ) {
        self.offset = offset
        self.series = series
        self.policy = policy
        self.fingerprint = fingerprint
        self.opened = opened
        self.sequence = sequence
        self.change = change
        self.at = at
        self.severity = severity
        self.anomaly = anomaly
        self.observations = observations
        self.recent = recent
    }
}
