import TimeSeries

extension PostgresAlertReader {
    static func time(_ column: String) -> String {
        "to_char(\(column) at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
    }

    static let summaryColumns = """
        alert_id, pipeline, policy, model, key, metric, common, members, state, severity, \(time("opened")), \
        \(time("resolved")), kind, extract(epoch from return_period), score, observations, sentence, \(time("silenced_until")), storm_id, \
        delivered, waiting, refused
        """

    static func summary(_ rows: PostgresResult, _ row: Int) -> AlertSummary {
        AlertSummary(
            id: rows.integer(row, 0) ?? 0, pipeline: rows.text(row, 1) ?? "", policy: rows.text(row, 2) ?? "",
            model: rows.text(row, 3), key: rows.text(row, 4), metric: rows.text(row, 5),
            common: rows.text(row, 6).map(NotificationRows.labels),
            members: rows.integer(row, 7).map { Int($0) }, state: rows.text(row, 8) ?? "",
            severity: rows.severity(row, 9), opened: rows.text(row, 10) ?? "", resolved: rows.text(row, 11),
            kind: rows.text(row, 12), returnPeriod: rows.number(row, 13).flatMap { ReturnPeriod(of: $0 * 1e6) },
            score: rows.number(row, 14) ?? .nan,
            observations: rows.integer(row, 15) ?? 0, sentence: rows.text(row, 16) ?? "",
            silencedUntil: rows.text(row, 17), storm: rows.integer(row, 18),
            delivered: Int(rows.integer(row, 19) ?? 0), waiting: Int(rows.integer(row, 20) ?? 0),
            refused: Int(rows.integer(row, 21) ?? 0))
    }

    static func event(_ rows: PostgresResult, _ row: Int) -> AlertDetail.Event {
        AlertDetail.Event(
            sequence: Int(rows.integer(row, 0) ?? 0), change: rows.text(row, 1) ?? "", at: rows.text(row, 2) ?? "",
            severity: rows.severity(row, 3), sentence: rows.text(row, 4) ?? "", outcome: rows.text(row, 5))
    }

    static func delivery(_ rows: PostgresResult, _ row: Int) -> AlertDetail.Delivery {
        AlertDetail.Delivery(
            sequence: Int(rows.integer(row, 0) ?? 0), receiver: rows.text(row, 1) ?? "",
            state: rows.text(row, 2) ?? "", attempts: Int(rows.integer(row, 3) ?? 0), lastError: rows.text(row, 4),
            triedAt: rows.text(row, 5), deliveredAt: rows.text(row, 6))
    }
}
