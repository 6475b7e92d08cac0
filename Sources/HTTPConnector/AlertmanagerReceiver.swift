package import Alerting
package import PipelineSpec
package import StreamRuntime
import TimeSeries

/// Gives alerts to a Prometheus Alertmanager, by version 2 of its API.
///
/// What fires is given with an end that lies ahead, and again before that, so that it ends there by itself when nobody tells
/// it any more. Times begin with event time and end by this machine's clock, since that is what Alertmanager compares with.
package final class AlertmanagerReceiver: AlertReceiver {
    /// What fires ends after so many reminders that did not come.
    private static let remindersMissed = 3
    /// In one post.
    private static let mostAlerts = 500

    package let name: String
    package let perMinute: Int
    package let remindEvery: Duration?

    private let client: HTTPClient
    private let place: String
    private let lease: Duration
    /// Under which severity what fires was told last, by fingerprint: it is part of what names an alert there.
    private var told: [String: Severity] = [:]

    /// Does not connect yet.
    ///
    /// - Parameter name: the sink's in the pipeline file.
    package init(name: String, spec: AlertmanagerSinkSpec) throws(ConnectorError) {
        let owner = "sink \(name)"
        self.name = name
        perMinute = spec.perMinute
        remindEvery = .microseconds(spec.remindEveryMicroseconds)
        lease = .microseconds(spec.remindEveryMicroseconds * Int64(Self.remindersMissed))
        let address = try HTTPAddress(spec.url, adding: "/api/v2/alerts", owner: owner)
        place = "\(owner) (\(address))"
        client = try HTTPClient(
            owner: owner, address: address, headers: spec.headers, authorities: spec.authorities,
            timeout: .microseconds(spec.timeoutMicroseconds))
    }

    package func deliver(_ notification: Notification, shouldGiveUp: () -> Bool) throws(DeliveryFailure) {
        let now = Timestamp.wallClock
        let isOver = notification.state == .resolved
        var alerts = [alert(notification, notification.severity, isOver: isOver, now)]
        // What became more severe is another alert there, and the former one is over.
        if let former = told[notification.fingerprint], former != notification.severity {
            alerts.append(alert(notification, former, isOver: true, now))
        }
        try post(alerts, extra: [("Idempotency-Key", Secret(notification.idempotencyKey))], shouldGiveUp)
        told[notification.fingerprint] = isOver ? nil : notification.severity
    }

    package func remind(of firing: [Notification], shouldGiveUp: () -> Bool) throws(DeliveryFailure) {
        for start in stride(from: 0, to: firing.count, by: Self.mostAlerts) {
            let part = firing[start..<min(start + Self.mostAlerts, firing.count)]
            let now = Timestamp.wallClock
            try post(part.map { alert($0, $0.severity, isOver: false, now) }, extra: [], shouldGiveUp)
        }
        // What is silenced is not among them, and stays told until it is over.
        for notification in firing { told[notification.fingerprint] = notification.severity }
    }

    private func alert(
        _ notification: Notification, _ severity: Severity, isOver: Bool, _ now: Timestamp
    ) -> JSONValue {
        AlertmanagerAlert(notification, severity: severity, isOver: isOver, now: now, lease: lease).json
    }

    private func post(
        _ alerts: [JSONValue], extra: [(name: String, value: Secret)], _ shouldGiveUp: () -> Bool
    ) throws(DeliveryFailure) {
        let answer = try client.post(JSONValue.array(alerts).bytes, extra: extra, shouldGiveUp: shouldGiveUp)
        if let failure = answer.failure(at: place) { throw failure }
    }
}
