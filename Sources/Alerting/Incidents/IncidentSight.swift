package import TimeSeries

/// What a policy is shown of an unusual observation, or of a silence: the anomaly that it is part of.
package struct IncidentSight: Equatable, Sendable {
    package var severity: Severity
    /// log10 of the return period, in observations, at the anomaly's peak.
    package var score: Double
    /// Whether it is that the series has fallen silent.
    package var isSilence: Bool

    package init(severity: Severity, score: Double, isSilence: Bool = false) {
        self.severity = severity
        self.score = score
        self.isSilence = isSilence
    }
}
