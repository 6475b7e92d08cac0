package import TimeSeries

/// What a user asks of the detector of a model.
package struct DetectorSettings: Equatable, Sendable {
    /// How often a false alarm may come.
    package enum ReturnPeriod: Equatable, Sendable {
        /// Once in so many observations of a series.
        case observations(Double)
        /// Once in so long, in microseconds.
        case microseconds(Int64)
    }

    /// Which deviations count.
    package enum Direction: Equatable, Sendable { case both, above, below }

    /// How rare something has to be to be an anomaly, and to be one of each severity; each is at least as rare as the one
    /// before. The first counts as the least severe.
    package var severities: [(severity: Severity, returnPeriod: ReturnPeriod)]
    /// What is possible: a value outside is an anomaly without any learning.
    package var lowest: Double = -.infinity
    package var highest: Double = .infinity
    /// How severe what is outside is, an absence, and what is stuck by rule; nil is the most severe of ``severities``.
    package var rangeSeverity: Severity?
    package var absenceSeverity: Severity?
    package var stuckSeverity: Severity?
    package var direction: Direction = .both
    /// A value nearer than this to what was expected is none, whatever its rarity.
    package var leastDeviation: Double = 0
    /// The same as a share of what was expected: 0.05 is 5 %. Both have to be reached.
    package var leastRelativeDeviation: Double = 0
    /// A series is absent when it has had no observation for so long, in microseconds; nil never is.
    package var absentAfterMicroseconds: Int64?
    /// A series is stuck when its value has been the same for so long, in microseconds; nil leaves it to what is learned.
    package var stuckAfterMicroseconds: Int64?
    /// Observations until a lasting change of level is the new normal.
    package var adaptAfter: Int = 200
    /// Horizons of the forecasts that come with each observation, and in what they are counted.
    package var horizon: Int
    package var counting: HorizonCounting
    /// The level in percent of their narrowest interval.
    package var level: Int
    /// Length of the season that values are compared within, in microseconds; 0 for none.
    package var seasonMicroseconds: Int64

    package init(
        horizon: Int, counting: HorizonCounting = .time, level: Int = 80, seasonMicroseconds: Int64 = 86_400_000_000,
        severities: [(severity: Severity, returnPeriod: ReturnPeriod)]
    ) {
        self.horizon = horizon
        self.counting = counting
        self.level = level
        self.seasonMicroseconds = seasonMicroseconds
        self.severities = severities
    }

    package static func == (left: DetectorSettings, right: DetectorSettings) -> Bool {
        left.fingerprint == right.fingerprint
    }

    static let layoutFingerprint = "detect 1"

    /// Of what the memory of a series is of.
    var learningFingerprint: String {
        "\(Self.layoutFingerprint) h\(horizon) \(counting.rawValue) l\(level) s\(seasonMicroseconds) n\(adaptAfter)"
    }

    /// Of everything that what is said and learned depends on.
    package var fingerprint: String {
        let rates = severities.map { "\($0.severity.name) \($0.returnPeriod)" }.joined(separator: ",")
        return
            "\(Self.layoutFingerprint) h\(horizon) \(counting.rawValue) l\(level) s\(seasonMicroseconds) \(rates) r\(lowest),\(highest) \(rangeSeverity?.name ?? "-") \(direction) d\(leastDeviation),\(leastRelativeDeviation) a\(absentAfterMicroseconds ?? 0) \(absenceSeverity?.name ?? "-") u\(stuckAfterMicroseconds ?? 0) \(stuckSeverity?.name ?? "-") n\(adaptAfter)"
    }
}
