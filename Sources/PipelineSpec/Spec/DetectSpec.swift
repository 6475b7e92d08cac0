package import TimeSeries

/// `detect`: what is an anomaly of a model's series.
package struct DetectSpec: Equatable, Sendable {
    /// How rare something is when nothing is wrong.
    package enum ReturnPeriod: Equatable, Sendable {
        /// Once in so many observations of a series.
        case observations(Int)
        /// Once in so long, in microseconds.
        case microseconds(Int64)
    }

    /// Which deviations count.
    package enum Direction: String, CaseIterable, Sendable { case both, above, below }

    /// How rare something has to be: about one false alarm a series in so long.
    package var returnPeriod: ReturnPeriod = .observations(1_500)
    /// From which rarity on an anomaly has each severity, in the unit of `returnPeriod` and at least as rare; what is more
    /// severe is rarer. One that is not here is not used, but by what ``thresholds`` says.
    package var severity: [Severity: ReturnPeriod] = [:]
    /// What is possible; nil has no end.
    package var lowest: Double?
    package var highest: Double?
    /// How severe what is outside is; nil is the most severe of ``thresholds``.
    package var rangeSeverity: Severity?
    package var direction: Direction = .both
    /// A value nearer than this to what was expected is none.
    package var leastDeviation: Double = 0
    /// The same as a share of what was expected: 0.05 is 5 %. Where both are set, both have to be reached.
    package var leastRelativeDeviation: Double = 0
    /// A series is absent when it has had no observation for so long, in microseconds; nil never is.
    package var absentAfterMicroseconds: Int64?
    /// How severe that is; nil is the most severe of ``thresholds``.
    package var absenceSeverity: Severity?
    /// A series whose value has been the same for so long, in microseconds, is stuck; nil leaves it to what is learned.
    package var stuckAfterMicroseconds: Int64?
    /// How severe that is; nil is the most severe of ``thresholds``.
    package var stuckSeverity: Severity?
    /// Observations until a lasting change of level is the new normal.
    package var adaptAfter: Int = 200

    package init() {}

    /// The most severe that an anomaly can be.
    package var mostSevere: Severity {
        let rules = [rangeSeverity, absenceSeverity, stuckSeverity].compactMap(\.self)
        return (thresholds.map(\.severity) + rules).max() ?? .warning
    }

    /// Every severity that an anomaly can have, least first, with the rarity from which on it has it.
    ///
    /// The first begins at `returnPeriod`. It is the least severe that `severity` names where that begins there too, or where
    /// it is `info`; else the one below; and `warning` where `severity` names none.
    package var thresholds: [(severity: Severity, returnPeriod: ReturnPeriod)] {
        let named = severity.sorted { $0.key < $1.key }.map { (severity: $0.key, returnPeriod: $0.value) }
        guard let least = named.first else { return [(.warning, returnPeriod)] }
        guard let below = Severity(rawValue: least.severity.rawValue - 1), least.returnPeriod != returnPeriod else {
            return [(least.severity, returnPeriod)] + named.dropFirst()
        }
        return [(below, returnPeriod)] + named
    }
}
