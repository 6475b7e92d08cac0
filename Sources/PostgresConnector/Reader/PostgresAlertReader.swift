package import PipelineSpec
package import StreamRuntime
import TimeSeries

/// Reads incidents for people, and writes the silences that they ask for. Needs the rights of `millrace_operator`.
package struct PostgresAlertReader {
    private let database: CheckedDatabase

    /// Connects, and checks that the schema is as this version knows it.
    package init(url: Secret) throws(ConnectorError) {
        database = try CheckedDatabase(url: url)
    }

    /// Whether a row stands for itself. Members of a storm stand under it, but for those that outlast it.
    private static let isApart = """
        (storm_id is null or state = 'firing' and exists (
            select from millrace.alert st where st.alert_id = storm_id and st.state = 'resolved'))
        """

    /// Storms and incidents of none that are not over: the most severe first, of those the storms, then the rarest.
    ///
    /// - Parameter pipeline: only those of it.
    package func openAlerts(pipeline: String?, limit: Int) throws(ConnectorError) -> [AlertSummary] {
        try summaries(
            """
            state = 'firing' and ($1::text is null or pipeline = $1) and \(Self.isApart)
            order by severity desc, common is null, score desc, alert_id limit \(limit)
            """, [pipeline])
    }

    /// Storms and incidents of none, over or not: the newest first.
    package func recentAlerts(pipeline: String?, limit: Int) throws(ConnectorError) -> [AlertSummary] {
        try summaries(
            """
            ($1::text is null or pipeline = $1) and \(Self.isApart)
            order by opened desc, alert_id desc limit \(limit)
            """, [pipeline])
    }

    /// The members of a storm, those first that fire, of them the worst.
    package func members(ofStorm id: Int64, limit: Int) throws(ConnectorError) -> [AlertSummary] {
        try summaries(
            "storm_id = $1::bigint order by state, severity desc, score desc, alert_id limit \(limit)", ["\(id)"])
    }

    private func summaries(_ condition: String, _ parameters: [String?]) throws(ConnectorError) -> [AlertSummary] {
        let rows = try database.ask(
            "select \(Self.summaryColumns) from millrace.alert_history where \(condition)", parameters)
        return (0..<rows.rowCount).map { Self.summary(rows, $0) }
    }

    /// The number of the newest incident or storm of a fingerprint; nil when there is none.
    package func newest(ofFingerprint fingerprint: String) throws(ConnectorError) -> Int64? {
        let rows = try database.ask(
            "select alert_id from millrace.alert where fingerprint = $1 order by opened desc limit 1", [fingerprint])
        return rows.rowCount == 1 ? rows.integer(0, 0) : nil
    }

    /// Everything about one incident or storm; nil when there is none of the number.
    package func alert(_ id: Int64) throws(ConnectorError) -> AlertDetail? {
        let parameters = ["\(id)"]
        guard let summary = try summaries("alert_id = $1::bigint", parameters).first else { return nil }
        let extra = try database.ask(
            """
            select a.recent, \(NotificationRows.query("coalesce(a.resolved, a.last)"))
            from millrace.alert a left join millrace.series s using (series_id)
            where a.alert_id = $1::bigint
            """, parameters)
        let events = try database.ask(
            """
            select sequence, change, \(Self.time("at")), severity, sentence, outcome from millrace.alert_event
            where alert_id = $1::bigint order by sequence
            """, parameters)
        let deliveries = try database.ask(
            """
            select e.sequence, d.receiver, d.state, d.attempts, d.last_error, \(Self.time("d.tried_at")),
                   \(Self.time("d.delivered_at"))
            from millrace.alert_event e join millrace.delivery d using (event_id)
            where e.alert_id = $1::bigint order by d.delivery_id
            """, parameters)
        return AlertDetail(
            summary: summary, recent: extra.rowCount == 1 ? extra.numbers(0, 0) : [], anomaly: try anomaly(of: id),
            events: (0..<events.rowCount).map { Self.event(events, $0) },
            deliveries: (0..<deliveries.rowCount).map { Self.delivery(deliveries, $0) },
            sql: extra.rowCount == 1 ? extra.text(0, 1) ?? "" : "")
    }

    private func anomaly(of alert: Int64) throws(ConnectorError) -> AlertDetail.Anomaly? {
        let rows = try database.ask(
            """
            select n.anomaly_id, \(Self.time("n.started")), \(Self.time("n.peaked")), \(Self.time("n.ended")), n.value,
                   n.expected, n.lower, n.upper, c ->> 'evidence', (c ->> 'score')::double precision
            from millrace.alert a
            join millrace.anomaly n on n.series_id = a.series_id and n.started = a.anomaly_started
            left join lateral jsonb_array_elements(n.explanation -> 'contributions') with ordinality x (c, place) on true
            where a.alert_id = $1::bigint order by x.place
            """, ["\(alert)"])
        guard rows.rowCount > 0 else { return nil }
        return AlertDetail.Anomaly(
            id: rows.integer(0, 0) ?? 0, started: rows.text(0, 1) ?? "", peaked: rows.text(0, 2) ?? "",
            ended: rows.text(0, 3), value: rows.number(0, 4), expected: rows.number(0, 5), lower: rows.number(0, 6),
            upper: rows.number(0, 7),
            contributions: (0..<rows.rowCount).compactMap { row in
                rows.text(row, 8).map { ($0, rows.number(row, 9) ?? .nan) }
            })
    }

    /// Silences: those that hold or will hold, or all; the newest first.
    package func silences(includingPast: Bool, limit: Int) throws(ConnectorError) -> [SilenceRow] {
        let rows = try database.ask(
            """
            select z.silence_id, z.pipeline, z.policy, z.model, z.key, z.metric, z.labels, \(Self.time("z.starts_at")),
                   \(Self.time("z.ends_at")), z.reason, z.created_by,
                   (select count(*) from millrace.alert a join millrace.series s using (series_id)
                    where a.state = 'firing' and \(AlertRouting.silenceFits)),
                   z.ends_at <= now()
            from millrace.silence z where $1::boolean or z.ends_at > now() order by z.silence_id desc limit \(limit)
            """, ["\(includingPast)"])
        return (0..<rows.rowCount).map { row in
            SilenceRow(
                id: rows.integer(row, 0) ?? 0, pipeline: rows.text(row, 1), policy: rows.text(row, 2),
                model: rows.text(row, 3), key: rows.text(row, 4), metric: rows.text(row, 5),
                labels: rows.text(row, 6), startsAt: rows.text(row, 7) ?? "", endsAt: rows.text(row, 8) ?? "",
                reason: rows.text(row, 9) ?? "", author: rows.text(row, 10) ?? "",
                silenced: Int(rows.integer(row, 11) ?? 0), isOver: rows.text(row, 12) == "t")
        }
    }

    /// Writes a silence that begins now.
    ///
    /// - Returns: its number.
    package func silence(_ new: NewSilence) throws(ConnectorError) -> Int64 {
        let rows = try database.ask(
            """
            insert into millrace.silence (pipeline, policy, model, key, metric, labels, ends_at, reason, created_by)
            values ($1, $2, $3, $4, $5, $6::jsonb, now() + $7::interval, $8, coalesce($9, session_user))
            returning silence_id
            """,
            [
                new.pipeline, new.policy, new.model, new.key, new.metric,
                new.labels.isEmpty ? nil : StoredText.object(new.labels), "\(new.duration / .seconds(1)) seconds",
                new.reason, new.author,
            ])
        return rows.integer(0, 0) ?? 0
    }

    /// Ends a silence now.
    ///
    /// - Returns: false when there is none of the number that is not over already.
    package func endSilence(_ id: Int64) throws(ConnectorError) -> Bool {
        try database.ask(
            """
            update millrace.silence set ends_at = greatest(starts_at, now())
            where silence_id = $1::bigint and ends_at > now()
            """, ["\(id)"]
        ).affectedRows == 1
    }
}
