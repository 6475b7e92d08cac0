package import Alerting
package import TimeSeries

/// Notifications to deliver.
package enum Sample {
    package static let opened = Timestamp(microseconds: 1_769_860_800_000_000)

    package static func notification(
        _ key: String = "cell-7", _ state: Notification.State = .firing, number: Int = 0, severity: Severity = .critical
    ) -> Notification {
        let resolved = state == .resolved ? Timestamp(microseconds: opened.microseconds + 2_100_000_000) : nil
        return Notification(
            idempotencyKey: "fp-\(key)-\(number)", pipeline: "ran-kpis", policy: "noc", fingerprint: "fp-\(key)",
            state: state, severity: severity, opened: opened, at: resolved ?? opened, resolved: resolved, model: "load",
            key: key, metric: "dl_mbps", labels: [.init(name: "cell_id", value: key)], kind: "dip", value: 3.25,
            expected: 85.1, lower: 70.25, upper: 99, score: 4.2, returnPeriodSeconds: 34 * 86_400, observations: 3,
            recent: [84.5, 86, 3.25], sentence: "3.25 where 85.1 was \"expected\"", sql: "select 1\nfrom x")
    }

    package static func delivery(_ number: Int64, _ notification: Notification) -> PendingDelivery {
        PendingDelivery(number: number, attempts: 0, notification: notification)
    }
}
