package import TimeSeries

/// An entry of `alerts`: when anomalies of a series become an incident, and when it is over.
package struct IncidentPolicy: Equatable, Sendable {
    /// The name in the pipeline file.
    package var name: String
    /// Unusual observations one after the other before it fires: 1, 2, 3 …
    package var consecutive: Int
    /// It is over when there was no unusual observation for so long, in microseconds of event time.
    package var resolveAfterMicroseconds: Int64
    /// So long after it was over, a new one does not fire.
    package var cooldownMicroseconds: Int64
    /// Anomalies that are less severe do not count.
    package var leastSeverity: Severity

    package init(
        name: String, consecutive: Int, resolveAfterMicroseconds: Int64, cooldownMicroseconds: Int64,
        leastSeverity: Severity
    ) {
        self.name = name
        self.consecutive = consecutive
        self.resolveAfterMicroseconds = resolveAfterMicroseconds
        self.cooldownMicroseconds = cooldownMicroseconds
        self.leastSeverity = leastSeverity
    }
}
