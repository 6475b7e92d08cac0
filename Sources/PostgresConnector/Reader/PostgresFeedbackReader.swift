import StreamRuntime
import TimeSeries

/// Reads the tables `feedback` and `series_order`. What is said of one anomaly becomes a series and the time of the anomaly.
final class PostgresFeedbackReader: FeedbackReader {
    /// Most rows that are read at once.
    private static let pageRows = 4_096

    private let pipeline: String
    private let session: PostgresSession
    /// Rows are read that were made behind this time of the server; nil reads all.
    private var since: String?
    /// The numbers of those that were found behind it.
    private var found: Set<Int64> = []

    init(_ pipeline: String, _ session: PostgresSession) {
        self.pipeline = pipeline
        self.session = session
    }

    func read(all: Bool, shouldGiveUp: () -> Bool, _ tell: ([Feedback]) -> Void) throws(ConnectorError) {
        let since = all ? nil : since
        var (newest, behind) = (Int64(0), Set<Int64>())
        var next: String?
        while true {
            let rows = try session.perform("feedback cannot be read", shouldGiveUp: shouldGiveUp) {
                connection throws(PostgresFailure) in
                try connection.execute(Self.query, [pipeline, since, "\(newest)"])
            }
            // As of the first page: what is made while the others are read is found once more.
            if next == nil, rows.rowCount > 0 { next = rows.text(0, 7) }
            let page = (0..<rows.rowCount).compactMap { row in Self.feedback(rows, row).map { ($0, rows.text(row, 8)) }
            }
            for (feedback, isBehind) in page where isBehind == "t" { behind.insert(feedback.number) }
            let news = page.lazy.map(\.0).filter { all || !self.found.contains($0.number) }
            if !news.isEmpty { tell(Array(news)) }
            newest = rows.rowCount > 0 ? rows.integer(rows.rowCount - 1, 0) ?? newest : newest
            if rows.rowCount < Self.pageRows { break }
        }
        found = behind
        self.since = next ?? self.since
    }

    func orders(shouldGiveUp: () -> Bool) throws(ConnectorError) -> [SeriesOrder] {
        let rows = try session.perform("orders about series cannot be read", shouldGiveUp: shouldGiveUp) {
            connection throws(PostgresFailure) in
            let rows = try connection.execute(
                """
                select order_id, action, model, key, metric, removes_rows, exported, seen_at is null
                from millrace.series_order where pipeline = $1 and taken_at is null order by created_at, order_id
                """, [pipeline])
            if (0..<rows.rowCount).contains(where: { rows.text($0, 7) == "t" }) {
                try connection.execute(
                    "update millrace.series_order set seen_at = now() where pipeline = $1 and seen_at is null",
                    [pipeline])
            }
            return rows
        }
        return (0..<rows.rowCount).compactMap { row in
            rows.text(row, 1).flatMap(SeriesOrder.Action.init).map { action in
                SeriesOrder(
                    name: rows.text(row, 0) ?? "", action: action, model: rows.text(row, 2) ?? "",
                    key: rows.text(row, 3) ?? "", metric: rows.text(row, 4) ?? "",
                    removesRows: rows.text(row, 5) == "t",
                    exported: rows.bytes(row, 6) ?? [])
            }
        }
    }

    /// An infinite time is no beginning, or no end. An anomaly that is not over reaches to its newest unusual observation. What
    /// one partition has taken in is for others too, of this process or another, which have a day for it. Rows of one hour are
    /// looked at again: whose transaction was longer, and began before, is found when a partition comes.
    private static let query = """
        select f.feedback_id, f.verdict, coalesce(f.model, s.model), coalesce(f.key, s.key), coalesce(f.metric, s.metric),
               \(StoredTime.microseconds("coalesce(f.starts_at, a.started)")),
               \(StoredTime.microseconds("coalesce(f.ends_at, a.ended, a.last)")),
               now() - interval '1 hour', f.created_at > now() - interval '1 hour'
        from millrace.feedback f
        left join millrace.anomaly a using (anomaly_id)
        left join millrace.series s using (series_id)
        where (f.taken_at is null or f.created_at > now() - interval '1 day')
          and ($2::timestamptz is null or f.created_at > $2::timestamptz) and f.feedback_id > $3::bigint
          and (f.anomaly_id is null or s.series_id is not null) and coalesce(f.pipeline, s.pipeline, $1) = $1
        order by f.feedback_id
        limit \(pageRows)
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
