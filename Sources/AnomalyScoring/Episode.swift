package import TimeSeries

/// An anomaly of a series as it stands: plain bytes, part of the series' state.
package struct Episode: Sendable {
    /// Event times in microseconds since 1970: of its first observation, its peak, and its newest unusual observation.
    package var start: Int64 = 0
    package var peak: Int64 = 0
    package var last: Int64 = 0
    /// Event time of the newest observation before a silence, else since when the value has been the same.
    package var since: Int64 = 0
    /// Unusual observations.
    package var observations: Int64 = 0
    /// At the peak: what was observed (NaN for an absence), what was expected, and the widest interval.
    package var value: Double = 0
    package var expected: Double = 0
    package var lower: Double = 0
    package var upper: Double = 0
    /// Rarity at the peak: log10 of the return period in observations, and the return period in microseconds.
    package var score: Double = 0
    package var returnPeriodMicroseconds: Double = 0
    package var kind: AnomalyKind = .level
    package var severity: Severity = .info

    package init() {}
}
