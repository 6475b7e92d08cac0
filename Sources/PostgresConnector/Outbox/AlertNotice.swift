/// What sessions that `LISTEN millrace_alerts` are told: a small JSON object for each change of an incident or a storm, when
/// the transaction that writes the change commits.
enum AlertNotice {
    /// SQL that announces a change of the alert in the row `alert`. Long names are cut, since a notice has to be short.
    ///
    /// - Parameters:
    ///   - change: SQL for the change.
    ///   - series: the series' row, where there is one in scope.
    static func announce(_ alert: String, change: String, series: String? = nil) -> String {
        let names = series.map { s in
            ", 'model', left(\(s).model, 100), 'key', left(\(s).key, 500), 'metric', left(\(s).metric, 100)"
        }
        return """
            pg_notify('millrace_alerts', json_build_object(
                'alert', \(alert).alert_id, 'change', \(change), 'pipeline', left(\(alert).pipeline, 100),
                'policy', left(\(alert).policy, 100), 'fingerprint', \(alert).fingerprint,
                'severity', \(alert).severity, 'opened', \(alert).opened\(names ?? ""))::text)
            """
    }
}
