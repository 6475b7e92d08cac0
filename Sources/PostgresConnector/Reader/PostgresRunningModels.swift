package import PipelineSpec
package import StreamRuntime

/// With which models a pipeline runs, or ran last: written when a run begins, read before a changed file is started.
package struct PostgresRunningModels {
    /// What a run has written down of one model.
    package struct Model: Sendable {
        package let name: String
        /// JSON, which who wrote it reads.
        package let settings: String
        /// When that run began: `2026-01-31 12:00`, UTC.
        package let since: String
        /// Series that it has.
        package let series: Int64
    }

    /// An incident that fires.
    package struct Incident: Sendable {
        package let policy: String
        package let model: String
        package let key: String
        package let metric: String
    }

    private static let incidentLimit = 100_000

    private let database: CheckedDatabase

    /// Connects, and checks that the schema is as this version knows it.
    package init(url: Secret, owner: String = "database") throws(ConnectorError) {
        database = try CheckedDatabase(
            url: url, owner: owner, complaint: "the models that run cannot be written or read")
    }

    /// Writes down with which models a pipeline runs from now on.
    package func declare(_ models: [(name: String, settings: String)], of pipeline: String) throws(ConnectorError) {
        // One statement: whoever reads sees the models of one run.
        try database.ask(
            """
            with gone as (delete from millrace.running_model where pipeline = $1 and not $2::jsonb ? model)
            insert into millrace.running_model (pipeline, model, settings)
            select $1, m.key, m.value from jsonb_each($2::jsonb) m
            on conflict (pipeline, model) do update set settings = excluded.settings, started_at = now()
            """,
            [pipeline, "{\(models.map { "\(StoredText.json($0.name)):\($0.settings)" }.joined(separator: ","))}"])
    }

    /// The models that a pipeline runs with; none where it never ran.
    package func models(of pipeline: String) throws(ConnectorError) -> [Model] {
        let rows = try database.ask(
            """
            select r.model, r.settings, to_char(r.started_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI'),
                   (select count(*) from millrace.series s where s.pipeline = r.pipeline and s.model = r.model)
            from millrace.running_model r where r.pipeline = $1 order by r.model
            """, [pipeline])
        return (0..<rows.rowCount).map { row in
            Model(
                name: rows.text(row, 0) ?? "", settings: rows.text(row, 1) ?? "{}", since: rows.text(row, 2) ?? "",
                series: rows.integer(row, 3) ?? 0)
        }
    }

    /// Incidents of a pipeline that fire.
    package func incidents(of pipeline: String) throws(ConnectorError) -> [Incident] {
        let rows = try database.ask(
            """
            select a.policy, s.model, s.key, s.metric from millrace.alert a join millrace.series s using (series_id)
            where a.pipeline = $1 and a.state = 'firing' order by a.policy, s.key, s.metric limit \(Self.incidentLimit)
            """, [pipeline])
        return (0..<rows.rowCount).map { row in
            Incident(
                policy: rows.text(row, 0) ?? "", model: rows.text(row, 1) ?? "", key: rows.text(row, 2) ?? "",
                metric: rows.text(row, 3) ?? "")
        }
    }

    /// The topics, and files, of which something was read, by source.
    package func topics(of pipeline: String) throws(ConnectorError) -> [(source: String, topic: String)] {
        let rows = try database.ask(
            "select distinct source, topic from millrace.progress where pipeline = $1 order by source, topic",
            [pipeline])
        return (0..<rows.rowCount).map { (rows.text($0, 0) ?? "", rows.text($0, 1) ?? "") }
    }

    /// How many records of each source have been written, from where the pipeline began.
    package func records(of pipeline: String) throws(ConnectorError) -> [String: Int64] {
        let rows = try database.ask(
            """
            select source, sum(next_offset - start_offset)::bigint from millrace.progress where pipeline = $1 group by source
            """, [pipeline])
        return Dictionary(
            uniqueKeysWithValues: (0..<rows.rowCount).map { (rows.text($0, 0) ?? "", rows.integer($0, 1) ?? 0) })
    }
}
