package import TimeSeries

/// What is known of one anomaly of a series: when it begins, each time it becomes worse, and when it is over. The series and
/// ``start`` name it; later rows replace earlier ones.
package struct AnomalyRow: Sendable {
    /// What this row tells.
    package enum Change: UInt8, Sendable { case started, worsened, ended }

    /// One view's share in an anomaly: how rare what it saw is, as log10 of the return period in observations.
    package struct Contribution: Equatable, Sendable {
        /// A stable word: `level`, `near_error`, `season_envelope` …
        package var evidence: String
        package var score: Double
        package init(evidence: String, score: Double) {
            self.evidence = evidence
            self.score = score
        }
    }

    /// The record's place in the partition's log, or where a side input was taken in.
    package var offset: Int64
    package var series: SeriesNumber
    package var change: Change
    /// Event time of its first observation.
    package var start: Timestamp
    /// Event time of its peak, at which the numbers below were taken.
    package var peak: Timestamp
    /// Event time of its newest unusual observation.
    package var last: Timestamp
    /// Event time at which it was seen to be over; nil while it is not.
    package var end: Timestamp?
    /// Event time of the newest observation before an absence, or of the first of the values that are stuck; nil otherwise.
    package var since: Timestamp?
    /// Unusual observations so far.
    package var observations: Int64
    /// At the peak; NaN for an absence.
    package var value: Double
    /// What was expected there, with the bounds of the widest interval; NaN where nothing was.
    package var expected: Double
    package var lower: Double
    package var upper: Double
    /// log10 of the return period in observations.
    package var score: Double
    /// How often something at least as unusual comes in this series when nothing is wrong, in microseconds: at most
    /// ``TimeSeries/ReturnPeriod/longest``, which is so rare or rarer.
    package var returnPeriodMicroseconds: Double
    package var kind: AnomalyKind
    package var severity: Severity
    /// Largest first.
    package var contributions: [Contribution]
    /// What happened, in words for somebody on call.
    package var sentence: String

    package init(
        offset: Int64, series: SeriesNumber, change: Change, start: Timestamp, peak: Timestamp, last: Timestamp,
        end: Timestamp? = nil, observations: Int64, value: Double, expected: Double, lower: Double, upper: Double,
        score: Double, returnPeriodMicroseconds: Double, kind: AnomalyKind, severity: Severity,
        contributions: [Contribution], sentence: String
    ) {
        self.offset = offset
        self.series = series
        self.change = change
        self.start = start
        self.peak = peak
        self.last = last
        self.end = end
        self.observations = observations
        self.value = value
        self.expected = expected
        self.lower = lower
        self.upper = upper
        self.score = score
        self.returnPeriodMicroseconds = returnPeriodMicroseconds
        self.kind = kind
        self.severity = severity
        self.contributions = contributions
        self.sentence = sentence
    }
}
