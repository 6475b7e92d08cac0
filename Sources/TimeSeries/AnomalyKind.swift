/// What is unusual about an anomaly: the evidence that says the most.
package enum AnomalyKind: String, CaseIterable, Equatable, Sendable {
    /// The signal is at another level than it usually is.
    case level
    /// A value, or a few, far above what was forecast.
    case spike
    /// A value, or a few, far below what was forecast.
    case dip
    /// Outside what is usual at this time of the day.
    case season
    /// The signal moves much more, or much less, than it does.
    case volatility
    /// The same value again and again.
    case stuck
    /// No observation for longer than the model allows.
    case absent
    /// Outside what the pipeline's file calls possible.
    case range
}
