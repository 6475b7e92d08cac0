package import PipelineSpec
package import StreamRuntime
package import TimeSeries

/// Reads what pipelines have written, for people. Needs the rights of `millrace_reader`.
package struct PostgresReader {
    private let database: CheckedDatabase

    /// Connects, and checks that the schema is as this version knows it.
    package init(url: Secret) throws(ConnectorError) {
        database = try CheckedDatabase(url: url)
    }

    /// How far the results of a partition have been written; nil where none were.
    package func progress(of partition: PartitionID, pipeline: String) throws(ConnectorError) -> PartitionProgress? {
        try database.use("the progress cannot be read") { connection throws(PostgresFailure) in
            try PartitionProgress.read(of: partition, pipeline: pipeline, connection)
        }
    }

    /// The partitions of which results have been written, in order.
    package func partitions(of pipeline: String) throws(ConnectorError) -> [PartitionID] {
        let rows = try database.ask(
            """
            select source, topic, partition from millrace.progress where pipeline = $1 and next_offset > start_offset
            order by source, topic, partition
            """, [pipeline])
        return (0..<rows.rowCount).map { row in
            PartitionID(
                source: rows.text(row, 0) ?? "", topic: rows.text(row, 1) ?? "",
                partition: Int32(clamping: rows.integer(row, 2) ?? 0))
        }
    }

    /// Series in the order of pipeline, key and metric.
    ///
    /// - Parameters:
    ///   - pipeline: only those of it.
    ///   - text: only those whose key or metric contains it.
    package func series(
        pipeline: String?, containing text: String?, limit: Int
    ) throws(ConnectorError) -> [SeriesRow] {
        try series(
            where: """
                ($1::text is null or pipeline = $1)
                and ($2::text is null or position($2 in key) > 0 or position($2 in metric) > 0)
                """, [pipeline, text], limit: limit)
    }

    /// Series of exactly this key and, where it is given, this metric.
    package func series(
        pipeline: String?, key: String, metric: String?
    ) throws(ConnectorError) -> [SeriesRow] {
        try series(
            where: "($1::text is null or pipeline = $1) and key = $2 and ($3::text is null or metric = $3)",
            [pipeline, key, metric], limit: 1_000)
    }

    private func series(
        where condition: String, _ parameters: [String?], limit: Int
    ) throws(ConnectorError) -> [SeriesRow] {
        let rows = try database.ask(
            """
            select series_id, pipeline, model, key, metric, status, coalesce(observations, 0),
                   to_char(last_seen at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
            from millrace.series_status where \(condition) order by pipeline, key, metric, model limit \(limit)
            """, parameters)
        return (0..<rows.rowCount).map { row in
            SeriesRow(
                id: rows.integer(row, 0) ?? 0, pipeline: rows.text(row, 1) ?? "", model: rows.text(row, 2) ?? "",
                key: rows.text(row, 3) ?? "", metric: rows.text(row, 4) ?? "", status: rows.text(row, 5) ?? "",
                observations: rows.integer(row, 6) ?? 0, lastSeen: rows.text(row, 7))
        }
    }

    /// Observations of a series, oldest first, with what was expected: the newest, or the first from a time on.
    ///
    /// - Parameters:
    ///   - from, to: the first and the last event time that counts; nil has no end.
    ///   - limit: at most so many: the first ones where `from` is given, else the newest.
    package func observations(
        of series: Int64, from: Timestamp? = nil, to: Timestamp? = nil, limit: Int
    ) throws(ConnectorError) -> [ObservedPoint] {
        let rows = try database.ask(
            """
            select to_char(time at time zone 'UTC', 'YYYY-MM-DD HH24:MI'), value, expected,
                   coalesce(lower[cardinality(lower)], lower_95, lower_80),
                   coalesce(upper[cardinality(upper)], upper_95, upper_80),
                   exists (select from millrace.anomaly a
                           where a.series_id = o.series_id and o.time between a.started and a.last
                             and (a.kind <> 'absent' or o.time > a.started))
            from (select * from millrace.observation
                  where series_id = $1::bigint and ($3::timestamptz is null or time >= $3)
                    and ($4::timestamptz is null or time <= $4)
                  order by time \(from == nil ? "desc" : "") limit $2::bigint) o
            order by time
            """, ["\(series)", "\(limit)", from?.rfc3339, to?.rfc3339])
        return (0..<rows.rowCount).map { row in
            ObservedPoint(
                time: rows.text(row, 0) ?? "", value: rows.number(row, 1) ?? .nan, expected: rows.number(row, 2),
                lower: rows.number(row, 3), upper: rows.number(row, 4), isUnusual: rows.text(row, 5) == "t")
        }
    }

    /// Anomalies of a series that were under way between two times, the newest first.
    ///
    /// - Parameter from, to: event times; nil has no end.
    package func anomalies(
        of series: Int64, from: Timestamp? = nil, to: Timestamp? = nil, limit: Int
    ) throws(ConnectorError) -> [AnomalySummary] {
        let rows = try database.ask(
            """
            select anomaly_id, to_char(started at time zone 'UTC', 'YYYY-MM-DD HH24:MI'),
                   to_char(case when ended is not null then case kind when 'absent' then ended else last end end
                           at time zone 'UTC', 'YYYY-MM-DD HH24:MI'),
                   severity, explanation ->> 'sentence'
            from millrace.anomaly
            where series_id = $1::bigint and ($3::timestamptz is null or coalesce(ended, 'infinity') >= $3)
              and ($4::timestamptz is null or started <= $4)
            order by started desc limit $2::bigint
            """, ["\(series)", "\(limit)", from?.rfc3339, to?.rfc3339])
        return (0..<rows.rowCount).map { row in
            AnomalySummary(
                id: rows.integer(row, 0) ?? 0, started: rows.text(row, 1) ?? "", last: rows.text(row, 2),
                severity: rows.severity(row, 3), sentence: rows.text(row, 4) ?? "")
        }
    }

    /// The newest forecast of a series, by horizon.
    package func forecast(of series: Int64) throws(ConnectorError) -> [ForecastPoint] {
        let rows = try database.ask(
            """
            select horizon, to_char(at at time zone 'UTC', 'YYYY-MM-DD HH24:MI'), mean, level, lower, upper
            from millrace.forecast_intervals where series_id = $1::bigint order by horizon, level
            """, ["\(series)"])
        var points: [ForecastPoint] = []
        for row in 0..<rows.rowCount {
            let horizon = Int(rows.integer(row, 0) ?? 0)
            if horizon > points.count {
                points.append(
                    ForecastPoint(time: rows.text(row, 1) ?? "", mean: rows.number(row, 2) ?? .nan, intervals: []))
            }
            points[points.count - 1].intervals.append(
                ForecastPoint.Interval(
                    level: Int(rows.integer(row, 3) ?? 0), lower: rows.number(row, 4) ?? .nan,
                    upper: rows.number(row, 5) ?? .nan))
        }
        return points
    }
}
