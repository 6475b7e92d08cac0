package import PipelineSpec
package import StreamRuntime
package import TimeSeries

/// The table of dead letters, for people: reads it with the rights of `millrace_reader`, and marks and removes what is in it
/// with those of `millrace_writer`.
package struct PostgresDeadLetters {
    /// Records that are sent between two commits: so many may be sent twice where a replay is killed.
    package static let batchRecords = 500

    private let database: CheckedDatabase

    /// Connects, and checks that the schema is as this version knows it.
    package init(url: Secret) throws(ConnectorError) {
        database = try CheckedDatabase(url: url)
    }

    /// How many letters there are of each reason, the most frequent first.
    package func counts(_ filter: DeadLetterFilter) throws(ConnectorError) -> [ReasonCount] {
        let rows = try database.ask(
            """
            select reason, count(*), count(replayed_at), \(Self.time("max(received_at)")) from millrace.dead_letter
            where \(DeadLetterFilter.condition) group by reason order by count(*) desc, reason
            """, filter.parameters)
        return (0..<rows.rowCount).map { row in
            ReasonCount(
                reason: rows.text(row, 0) ?? "", letters: rows.integer(row, 1) ?? 0,
                replayed: rows.integer(row, 2) ?? 0, newest: rows.text(row, 3) ?? "")
        }
    }

    /// Letters, the newest first.
    package func letters(_ filter: DeadLetterFilter, limit: Int) throws(ConnectorError) -> [DeadLetterRow] {
        let rows = try database.ask(
            """
            select letter_id, pipeline, source, topic, partition, "offset", to_json(metrics), reason, detail,
                   \(Self.time("message_time")), key, payload, \(Self.time("received_at")), \(Self.time("replayed_at"))
            from millrace.dead_letter where \(DeadLetterFilter.condition) order by letter_id desc limit \(limit)
            """, filter.parameters)
        return (0..<rows.rowCount).map { row in
            DeadLetterRow(
                number: rows.integer(row, 0) ?? 0, pipeline: rows.text(row, 1) ?? "", source: rows.text(row, 2) ?? "",
                topic: rows.text(row, 3) ?? "", partition: Int32(clamping: rows.integer(row, 4) ?? 0),
                offset: rows.integer(row, 5) ?? 0, metrics: rows.text(row, 6).map(StoredText.texts) ?? [],
                reason: rows.text(row, 7) ?? "", detail: rows.text(row, 8) ?? "", messageTime: rows.text(row, 9),
                key: rows.bytes(row, 10), payload: rows.bytes(row, 11), receivedAt: rows.text(row, 12) ?? "",
                replayedAt: rows.text(row, 13))
        }
    }

    /// Goes through the records of letters, in batches, in the order of the log: by topic, partition and offset.
    ///
    /// With `marks`, all letters of the records that `body` returns are marked as replayed, in one transaction for each batch,
    /// of which no two are under way at once. Where this program ends before it is committed, the batch comes again the next
    /// time.
    /// - Parameters:
    ///   - inputs: only letters of these sources and topics.
    ///   - limit: at most so many records.
    ///   - marks: whether they are marked; otherwise nothing is changed.
    ///   - body: returns what it has sent.
    package func forEachBatch(
        _ filter: DeadLetterFilter, of inputs: [(source: String, topic: String)], limit: Int, marks: Bool,
        _ body: ([DeadRecord]) throws -> [DeadRecord]
    ) throws {
        // A pipeline that runs may refuse again what is sent: letters to come are not of this replay.
        let newest = try database.ask("select coalesce(max(letter_id), 0) from millrace.dead_letter").text(0, 0) ?? "0"
        // What is marked is not found again.
        var (seen, passed) = (0, 0)
        while seen < limit {
            let count = min(Self.batchRecords, limit - seen)
            if marks {
                // Idle while records are sent: for longer than a client waits for the brokers, or what was sent is not marked.
                try database.ask("begin; set local idle_in_transaction_session_timeout = '5min'")
                try database.ask("select pg_advisory_xact_lock(hashtext('millrace dlq replay'))")
            }
            do {
                let records = try records(filter, of: inputs, upTo: newest, limit: count, skipping: passed)
                let sent = records.isEmpty ? [] : try body(records)
                if marks {
                    try mark(sent)
                    try database.ask("commit")
                }
                seen += records.count
                passed += records.count - (marks ? sent.count : 0)
                if records.count < count { return }
            } catch {
                database.rollback()
                throw error
            }
        }
    }

    private func records(
        _ filter: DeadLetterFilter, of inputs: [(source: String, topic: String)], upTo newest: String, limit: Int,
        skipping count: Int
    ) throws(ConnectorError) -> [DeadRecord] {
        let rows = try database.ask(
            """
            select array_agg(letter_id), source, topic, partition, "offset", key, payload,
                   \(StoredTime.microseconds("max(message_time)"))
            from millrace.dead_letter
            where \(DeadLetterFilter.condition)
              and (source, topic) in (select i ->> 0, i ->> 1 from jsonb_array_elements($9::jsonb) i)
              and letter_id <= $10::bigint
            group by source, topic, partition, "offset", key, payload
            order by topic, partition, "offset", min(letter_id) limit \(limit) offset \(count)
            """, filter.parameters + [StoredText.json(inputs.map { [$0.source, $0.topic] }), newest])
        return (0..<rows.rowCount).map { row in
            DeadRecord(
                letters: rows.numbers(row, 0).map { Int64($0) }, source: rows.text(row, 1) ?? "",
                topic: rows.text(row, 2) ?? "", partition: Int32(clamping: rows.integer(row, 3) ?? 0),
                offset: rows.integer(row, 4) ?? 0, key: rows.bytes(row, 5), payload: rows.bytes(row, 6),
                timestamp: rows.timestamp(row, 7))
        }
    }

    /// Marks every letter of the records, also those of another reason, or metric, than was asked for.
    private func mark(_ records: [DeadRecord]) throws(ConnectorError) {
        guard !records.isEmpty else { return }
        let letters = records.flatMap(\.letters).map { "\($0)" }.joined(separator: ",")
        try database.ask(
            """
            update millrace.dead_letter d set replayed_at = now() from millrace.dead_letter l
            where l.letter_id = any ($1::bigint[]) and d.replayed_at is null
              and (d.pipeline, d.topic, d.partition, d."offset", d.source)
                  = (l.pipeline, l.topic, l.partition, l."offset", l.source)
              and d.payload is not distinct from l.payload and d.key is not distinct from l.key
            """, ["{\(letters)}"])
    }

    /// How many letters there are that ``forEachBatch(_:of:limit:marks:_:)`` leaves out, by source and topic.
    package func letters(
        _ filter: DeadLetterFilter, notOf inputs: [(source: String, topic: String)]
    ) throws(ConnectorError) -> [(source: String, topic: String, count: Int64)] {
        let rows = try database.ask(
            """
            select source, topic, count(*) from millrace.dead_letter
            where \(DeadLetterFilter.condition)
              and (source, topic) not in (select i ->> 0, i ->> 1 from jsonb_array_elements($9::jsonb) i)
            group by source, topic order by source, topic
            """, filter.parameters + [StoredText.json(inputs.map { [$0.source, $0.topic] })])
        return (0..<rows.rowCount).map {
            (rows.text($0, 0) ?? "", rows.text($0, 1) ?? "", rows.integer($0, 2) ?? 0)
        }
    }

    /// Event times of the newest forecasts of a pipeline's series of these keys.
    package func newest(
        of keys: Set<String>, pipeline: String
    ) throws(ConnectorError) -> [(key: String, metric: String, time: Timestamp)] {
        let rows = try database.ask(
            """
            select s.key, s.metric, \(StoredTime.microseconds("max(f.origin)"))
            from millrace.series s join millrace.forecast_latest f using (series_id)
            where s.pipeline = $1 and s.key in (select jsonb_array_elements_text($2::jsonb)) group by s.key, s.metric
            """, [pipeline, StoredText.json(keys.sorted())])
        return (0..<rows.rowCount).compactMap { row in
            rows.timestamp(row, 2).map { (rows.text(row, 0) ?? "", rows.text(row, 1) ?? "", $0) }
        }
    }

    /// Removes letters.
    ///
    /// - Parameter isRehearsal: only counts them.
    /// - Returns: how many.
    package func purge(_ filter: DeadLetterFilter, isRehearsal: Bool) throws(ConnectorError) -> Int64 {
        guard !isRehearsal else {
            return try database.ask(
                "select count(*) from millrace.dead_letter where \(DeadLetterFilter.condition)", filter.parameters
            ).integer(0, 0) ?? 0
        }
        return Int64(
            try database.ask("delete from millrace.dead_letter where \(DeadLetterFilter.condition)", filter.parameters)
                .affectedRows)
    }

    private static func time(_ expression: String) -> String {
        "to_char(\(expression) at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
    }
}
