package import TimeSeries

/// What a user says of the anomalies of one series in a range of event time.
package struct Feedback: Equatable, Sendable {
    package enum Verdict: String, CaseIterable, Sendable {
        /// Nothing was wrong: the series' threshold rises, and the model learns what it saw.
        case falseAlarm = "false_alarm"
        /// Something was wrong: what was seen does not become normal.
        case confirmed
        /// Known and planned: it is not reported, and does not become normal.
        case expected
    }

    /// Its number where it was written, the same in every replay.
    package var number: Int64
    package var verdict: Verdict
    /// The series it is about; nil fields mean any.
    package var model: String?
    package var key: String?
    package var metric: String?
    /// Event time; nil is without beginning, or without end.
    package var from: Timestamp?
    package var to: Timestamp?

    package init(
        number: Int64, verdict: Verdict, model: String?, key: String?, metric: String?, from: Timestamp?, to: Timestamp?
    ) {
        self.number = number
        self.verdict = verdict
        self.model = model
        self.key = key
        self.metric = metric
        self.from = from
        self.to = to
    }
}
