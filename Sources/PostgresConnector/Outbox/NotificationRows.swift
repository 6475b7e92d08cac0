import Alerting
import Foundation
import TimeSeries

/// Notifications as they are read from the tables.
enum NotificationRows {
    // Foundation has one too.
    typealias Notification = Alerting.Notification

    /// SQL for a query that shows more of the alert `a` of the series `s`.
    ///
    /// - Parameter moment: SQL for the event time up to an hour after which it looks.
    static func query(_ moment: String) -> String {
        """
        case when a.series_id is null then
            format('select key, metric, state, severity, score, sentence from millrace.alert_history where storm_id = %s'
                   ' order by severity desc, score desc', a.alert_id)
        else
            format('select time, value, expected, lower, upper, score from millrace.observations where pipeline = %L'
                   ' and model = %L and key = %L and metric = %L and time <= %L order by time desc limit 100',
                   a.pipeline, s.model, s.key, s.metric,
                   to_char((\(moment) + interval '1 hour') at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS"Z"'))
        end
        """
    }

    /// Columns of the event `e` of the alert `a` of the series `s`. Nothing of the alert that changes later is among them: who is
    /// told again is told the same.
    private static let columns = """
        a.fingerprint, \(StoredTime.microseconds("a.opened")), e.sequence, a.pipeline, a.policy, e.change, e.severity, \(StoredTime.microseconds("e.at")),
        s.model, s.key, s.metric, coalesce(s.labels, a.common), e.kind, e.value, e.expected, e.lower, e.upper, e.score,
        extract(epoch from e.return_period), e.observations, e.recent, e.sentence, \(query("e.at")), e.members, e.worst
        """

    /// What waits for the receiver `$2` of the pipeline `$1`: at most `$3` rows.
    static let pending = """
        select d.delivery_id, d.attempts, \(columns)
        from millrace.delivery d
        join millrace.alert_event e using (event_id)
        join millrace.alert a using (alert_id)
        left join millrace.series s using (series_id)
        where d.pipeline = $1 and d.receiver = $2 and d.state = 'waiting'
        order by d.delivery_id limit $3::bigint
        """

    /// What the receiver `$2` of the pipeline `$1` was told of that fires, as it was last told; of the policies `$3` alone.
    ///
    /// Each delivery is looked up by its key. A join may read all of them for every alert, while the server has not counted
    /// yet how many came at once: 10,000 took a minute.
    static let firing = """
        select e.delivery_id, 0, \(columns)
        from millrace.alert a
        left join millrace.alert_routing r using (alert_id)
        cross join lateral (
            select e.*, d.delivery_id from millrace.alert_event e
            cross join lateral (select d.delivery_id from millrace.delivery d
                                where d.event_id = e.event_id and d.receiver = $2 and d.state = 'delivered' limit 1) d
            where e.alert_id = a.alert_id
            order by e.sequence desc limit 1) e
        left join millrace.series s using (series_id)
        where a.pipeline = $1 and a.state = 'firing' and r.silenced_until is null
          and a.policy in (select jsonb_array_elements_text($3::jsonb))
        order by e.delivery_id
        """

    static func deliveries(_ rows: PostgresResult) -> [PendingDelivery] {
        (0..<rows.rowCount).map { row in
            PendingDelivery(
                number: rows.integer(row, 0) ?? 0, attempts: Int(rows.integer(row, 1) ?? 0),
                notification: notification(rows, row))
        }
    }

    private static func notification(_ rows: PostgresResult, _ row: Int) -> Notification {
        func text(_ column: Int) -> String { rows.text(row, column) ?? "" }
        func number(_ column: Int) -> Double { rows.number(row, column) ?? .nan }
        func time(_ column: Int) -> Timestamp { rows.timestamp(row, column) ?? Timestamp(microseconds: 0) }
        let isOver = text(7) == "resolved"
        return Notification(
            idempotencyKey: "\(text(2))-\(text(3))-\(text(4))", pipeline: text(5), policy: text(6),
            fingerprint: text(2), state: isOver ? .resolved : .firing, severity: rows.severity(row, 8),
            opened: time(3), at: time(9), resolved: isOver ? time(9) : nil, model: text(10), key: text(11),
            metric: text(12), labels: labels(text(13)), kind: text(14), value: number(15), expected: number(16),
            lower: number(17), upper: number(18), score: number(19), returnPeriodSeconds: number(20),
            observations: rows.integer(row, 21) ?? 0, recent: rows.numbers(row, 22), sentence: text(23), sql: text(24),
            memberCount: Int(rows.integer(row, 25) ?? 0), members: members(text(26)))
    }

    /// The members of a JSON object that are texts, by name.
    static func labels(_ object: String) -> [Notification.Label] {
        let values = (try? JSONSerialization.jsonObject(with: Data(object.utf8))) as? [String: Any] ?? [:]
        return values.sorted { $0.key < $1.key }.compactMap { name, value in
            (value as? String).map { Notification.Label(name: name, value: $0) }
        }
    }

    private static func members(_ array: String) -> [Notification.Member] {
        let values = (try? JSONSerialization.jsonObject(with: Data(array.utf8))) as? [[String: Any]] ?? []
        return values.map { value in
            Notification.Member(
                key: value["key"] as? String ?? "", metric: value["metric"] as? String ?? "",
                score: (value["score"] as? NSNumber)?.doubleValue ?? .nan, sentence: value["sentence"] as? String ?? "")
        }
    }
}
