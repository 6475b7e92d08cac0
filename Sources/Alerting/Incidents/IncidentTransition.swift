package import StreamRuntime
package import TimeSeries

/// A change of an incident that is to be told.
package struct IncidentTransition: Equatable, Sendable {
    package var change: AlertRow.Change
    /// Event times in microseconds since 1970: when the incident began to fire, and of this change.
    package var opened: Int64
    package var at: Int64
    /// 0, 1, 2 … within the incident.
    package var sequence: Int
    package var severity: Severity
    /// Unusual observations so far.
    package var observations: Int64
}
