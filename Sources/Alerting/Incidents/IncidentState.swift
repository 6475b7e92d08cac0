package import TimeSeries

/// Where the incidents of one series under one policy stand: plain bytes, part of the series' state.
///
/// Times are event times in microseconds since 1970. Those that deadlines count from are on the partition's clock, its newest
/// event time: a series that lags behind the others neither ends an incident nor begins one twice while it catches up.
package struct IncidentState: Sendable {
    package enum Phase: Int32, Sendable {
        /// Nothing is wrong, or not for long enough.
        case idle
        /// Unusual, but not yet often enough, or too soon after the incident before.
        case pending
        case firing
    }

    /// When the incident under way, or the newest, began to fire; least where there was none.
    package var opened = Int64.min
    /// The partition's clock at its newest unusual observation.
    package var unusualAt: Int64 = 0
    /// The partition's clock at the end of the newest incident; least where there was none.
    package var resolvedAt = Int64.min
    /// Unusual observations of the incident, those before it fired included.
    package var observations: Int64 = 0
    /// The score of the worst anomaly that it has.
    package var worst: Double = 0
    /// The number of the next change of the incident.
    package var sequence: Int32 = 0
    /// Unusual observations one after the other; counted while pending.
    package var consecutive: Int32 = 0
    private var phaseNumber: Int32 = 0
    /// 1 while the series is silent for longer than its model allows: nothing is over.
    private var silence: Int32 = 0
    private var worstSeverity: Int32 = 0
    private var toldSeverity: Int32 = 0

    package init() {}

    package var phase: Phase {
        get { Phase(rawValue: phaseNumber) ?? .idle }
        set { phaseNumber = newValue.rawValue }
    }

    package var isSilent: Bool {
        get { silence == 1 }
        set { silence = newValue ? 1 : 0 }
    }

    /// Of the worst anomaly that it has; nil before one.
    package var severity: Severity? {
        get { Severity(rawValue: UInt8(truncatingIfNeeded: worstSeverity)) }
        set { worstSeverity = Int32(newValue?.rawValue ?? 0) }
    }

    /// The severity that was told of it last; nil before it fires.
    package var told: Severity? {
        get { Severity(rawValue: UInt8(truncatingIfNeeded: toldSeverity)) }
        set { toldSeverity = Int32(newValue?.rawValue ?? 0) }
    }
}
