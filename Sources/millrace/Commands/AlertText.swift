import Alerting
import PostgresConnector
import Telemetry
import TimeSeries

/// Alerts as the commands print them.
enum AlertText {
    /// - Parameter alerts: the members of a storm, or some of them, right after it.
    static func table(_ alerts: [AlertSummary]) -> String {
        var cells: [[String]] = []
        for (index, alert) in alerts.enumerated() {
            cells.append([
                "\(alert.id)", alert.pipeline, alert.policy, place(of: alert, in: alerts), alert.severity.name,
                state(of: alert), minute(alert.opened), alert.returnPeriod?.words ?? "-", deliveries(of: alert),
            ])
            guard let storm = alerts.first(where: { $0.id == alert.storm }),
                index + 1 == alerts.count || alerts[index + 1].storm != storm.id
            else { continue }
            let rest = (storm.members ?? 0) - alerts.count { $0.storm == storm.id }
            if rest > 0 { cells.append(["", "", "", "  and \(rest) more", "", "", "", "", ""]) }
        }
        let header = ["ID", "PIPELINE", "POLICY", "WHAT", "SEVERITY", "STATE", "SINCE", "UNUSUAL", "TOLD"]
        return Table(header: header, rows: cells, rightAligned: [0]).text
    }

    static func page(_ alert: AlertDetail, _ members: [AlertSummary]) -> String {
        let summary = alert.summary
        var lines = [
            "\(name(of: summary)): \(summary.severity.name), \(state(of: summary))", summary.sentence, "",
            "pipeline \(summary.pipeline), policy \(summary.policy), since \(minute(summary.opened)) UTC"
                + (summary.resolved.map { " until \(minute($0)) UTC" } ?? ""),
        ]
        if let period = summary.returnPeriod {
            lines.append("\(period.words) (score \(Figures.number(summary.score)))")
        }
        if let anomaly = alert.anomaly {
            lines.append(
                anomaly.value == nil
                    ? "anomaly \(anomaly.id), the worst of it"
                    : "anomaly \(anomaly.id), the worst of it: value \(number(anomaly.value)) at \(minute(anomaly.peaked)) UTC, expected \(number(anomaly.expected)) (\(number(anomaly.lower)) to \(number(anomaly.upper)))"
            )
            let shares = anomaly.contributions.map { "\($0.evidence) \(Figures.number($0.score))" }
            if !shares.isEmpty { lines.append("evidence: " + shares.joined(separator: ", ")) }
        }
        if !alert.recent.isEmpty {
            lines.append("last values: " + alert.recent.map(Figures.number).joined(separator: " "))
        }
        lines += members.map { "  \($0.id) \($0.sentence)" }
        lines += ["", "changes:"]
        lines += alert.events.map {
            "  \($0.sequence) \(minute($0.at)) UTC \($0.change) \($0.severity.name): \($0.outcome ?? "undecided")"
        }
        if !alert.deliveries.isEmpty { lines += ["", "deliveries:"] }
        lines += alert.deliveries.map { delivery in
            "  \(delivery.sequence) to \(delivery.receiver): \(delivery.state)\(delivery.deliveredAt.map { " \(minute($0)) UTC" } ?? ""), \(delivery.attempts) tried"
                + (delivery.lastError.map { "; \($0)" } ?? "")
        }
        if !alert.sql.isEmpty { lines += ["", alert.sql] }
        return lines.map(\.oneLine).joined(separator: "\n")
    }

    static func json(_ alerts: [AlertSummary]) -> String { text(.array(alerts.map(value))) }

    static func json(_ alert: AlertDetail, _ members: [AlertSummary]) -> String {
        guard case .object(var fields) = value(alert.summary) else { return "" }
        fields.append(("recent", .array(alert.recent.map { .number($0) })))
        fields.append(("sql", .text(alert.sql)))
        fields.append(
            (
                "changes",
                .array(
                    alert.events.map {
                        .object([
                            ("sequence", .integer(Int64($0.sequence))), ("change", .text($0.change)),
                            ("at", .text($0.at)), ("severity", .text($0.severity.name)),
                            ("sentence", .text($0.sentence)), ("outcome", optional($0.outcome)),
                        ])
                    })
            ))
        fields.append(
            (
                "deliveries",
                .array(
                    alert.deliveries.map {
                        .object([
                            ("sequence", .integer(Int64($0.sequence))), ("receiver", .text($0.receiver)),
                            ("state", .text($0.state)), ("attempts", .integer(Int64($0.attempts))),
                            ("last_error", optional($0.lastError)), ("delivered_at", optional($0.deliveredAt)),
                        ])
                    })
            ))
        fields.append(("worst", .array(members.map(value))))
        return text(.object(fields))
    }

    private static func value(_ alert: AlertSummary) -> JSONValue {
        .object([
            ("id", .integer(alert.id)), ("pipeline", .text(alert.pipeline)), ("policy", .text(alert.policy)),
            ("model", optional(alert.model)), ("key", optional(alert.key)), ("metric", optional(alert.metric)),
            ("state", .text(alert.state)), ("severity", .text(alert.severity.name)), ("opened", .text(alert.opened)),
            ("resolved", optional(alert.resolved)), ("kind", optional(alert.kind)), ("score", .number(alert.score)),
            ("return_period_seconds", alert.returnPeriod.map { .number($0.microseconds / 1e6) } ?? .null),
            ("observations", .integer(alert.observations)),
            ("common", alert.common.map { .object($0.map { ($0.name, .text($0.value)) }) } ?? .null),
            ("members", alert.members.map { .integer(Int64($0)) } ?? .null), ("sentence", .text(alert.sentence)),
            ("silenced_until", optional(alert.silencedUntil)), ("storm", alert.storm.map { .integer($0) } ?? .null),
            ("delivered", .integer(Int64(alert.delivered))), ("waiting", .integer(Int64(alert.waiting))),
            ("refused", .integer(Int64(alert.refused))),
        ])
    }

    static func optional(_ text: String?) -> JSONValue { text.map { .text($0) } ?? .null }

    static func text(_ value: JSONValue) -> String { String(decoding: value.bytes, as: UTF8.self) }

    private static func name(of alert: AlertSummary) -> String {
        if let key = alert.key, let metric = alert.metric { return "\(metric) of \(key)" }
        let common = (alert.common ?? []).map { "\($0.name) \($0.value)" }.joined(separator: " and ")
        return "\(alert.members ?? 0) series" + (common.isEmpty ? "" : " of \(common)")
    }

    /// The name, under its storm's where that is listed too.
    private static func place(of alert: AlertSummary, in alerts: [AlertSummary]) -> String {
        alerts.contains { $0.id == alert.storm } ? "  \(name(of: alert))" : name(of: alert)
    }

    private static func state(of alert: AlertSummary) -> String {
        alert.silencedUntil == nil || alert.state != "firing" ? alert.state : "silenced"
    }

    private static func deliveries(of alert: AlertSummary) -> String {
        let counts = [(alert.delivered, "delivered"), (alert.waiting, "waiting"), (alert.refused, "refused")]
        let parts = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        return parts.isEmpty ? "-" : parts.joined(separator: ", ")
    }

    /// For people: `2026-01-31 12:00`, of a time as PostgreSQL writes it.
    static func minute(_ time: String) -> String { String(time.prefix(16)).replacing("T", with: " ") }

    private static func number(_ value: Double?) -> String { value.map(Figures.number) ?? "-" }
}
