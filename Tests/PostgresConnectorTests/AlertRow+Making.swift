import StreamRuntime
import TimeSeries

extension AlertRow {
    /// A change of an incident of a series; times are seconds after ``AlertStage/start``.
    static func made(
        _ change: Change, _ series: Int, opened: Int64 = 0, sequence: Int = 0, at: Int64? = nil,
        severity: Severity = .warning, kind: AnomalyKind = .spike, score: Double = 4, policy: String = "noc"
    ) -> AlertRow {
        func time(_ seconds: Int64) -> Timestamp {
            Timestamp(microseconds: AlertStage.start.microseconds + seconds * 1_000_000)
        }
        let at = at ?? opened
        let anomaly = AnomalyRow(
            offset: 0, series: SeriesNumber(Int32(series)), change: change == .resolved ? .ended : .started,
            start: time(opened), peak: time(opened), last: time(change == .resolved ? opened : at),
            end: change == .resolved ? time(at) : nil, observations: Int64(sequence + 1), value: 99, expected: 50.5,
            lower: 40, upper: 60, score: score, returnPeriodMicroseconds: 34.5 * 86_400e6, kind: kind,
            severity: severity, contributions: [.init(evidence: "near_error", score: score)],
            sentence: "load is at 99, where 40 to 60 was expected")
        return AlertRow(
            offset: 0, series: SeriesNumber(Int32(series)), policy: policy,
            fingerprint: "\(policy)-\(series)", opened: time(opened), sequence: sequence, change: change,
            at: time(at), severity: severity, anomaly: anomaly, observations: Int64(sequence + 1),
            recent: [50, 51.25, 99])
    }
}
