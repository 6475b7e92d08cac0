import StreamRuntime
import TimeSeries

/// Reads the table `feedback`. What is said of one anomaly becomes a series and the time of the anomaly.
final class PostgresFeedbackReader: FeedbackReader {
    private let pipeline: String
    private let session: PostgresSession
    /// Returned, of what the query still finds.
    private var returned: Set<Int64> = []

    init(_ pipeline: String, _ session: PostgresSession) {
        self.pipeline = pipeline
        self.session = session
    }

    func unread(shouldGiveUp: () -> Bool) throws(ConnectorError) -> [Feedback] {
        let rows = try session.perform("feedback cannot be read", shouldGiveUp: shouldGiveUp) {
            connection throws(PostgresFailure) in try connection.execute(Self.query, [pipeline])
        }
        let found = (0..<rows.rowCount).compactMap { Self.feedback(rows, $0) }
        defer { returned = Set(found.map(\.number)) }
        return found.filter { !returned.contains($0.number) }
    }

    /// An infinite time is no beginning, or no end. An anomaly that is not over reaches to its newest unusual observation. What one partition has taken in is for others
    /// too, of this process or another, which have a day for it.
    private static let query = """
        select f.feedback_id, f.verdict, coalesce(f.model, s.model), coalesce(f.key, s.key), coalesce(f.metric, s.metric),
               \(StoredTime.microseconds("coalesce(f.starts_at, a.started)")), \(StoredTime.microseconds("coalesce(f.ends_at, a.ended, a.last)"))
        from millrace.feedback f
        left join millrace.anomaly a using (anomaly_id)
        left join millrace.series s using (series_id)
        where (f.taken_at is null or f.created_at > now() - interval '1 day') and (f.anomaly_id is null or s.series_id is not null)
          and coalesce(f.pipeline, s.pipeline, $1) = $1
        order by f.feedback_id
        """

    private static func feedback(_ rows: PostgresResult, _ row: Int) -> Feedback? {
        guard let number = rows.integer(row, 0), let verdict = rows.text(row, 1).flatMap(Feedback.Verdict.init) else {
            return nil
        }
        return Feedback(
            number: number, verdict: verdict, model: rows.text(row, 2), key: rows.text(row, 3),
            metric: rows.text(row, 4), from: rows.timestamp(row, 5), to: rows.timestamp(row, 6))
    }
}
