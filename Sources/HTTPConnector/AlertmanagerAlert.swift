import Alerting
import TimeSeries

/// An alert as Alertmanager's API, version 2, takes it. Its labels name it there: the same labels are the same alert.
struct AlertmanagerAlert {
    /// Event time; never after ``ends`` or now, which would be refused.
    private let starts: Timestamp
    private let ends: Timestamp
    private let labels: [(name: String, value: String)]
    private let annotations: [(name: String, value: String)]

    /// - Parameters:
    ///   - severity: under which it is known there.
    ///   - isOver: whether it is over under these labels, whatever the notification says.
    ///   - lease: how long it is firing there without being told again.
    init(
        _ notification: Notification, severity: Severity, isOver: Bool, now: Timestamp, lease: Duration
    ) {
        labels = Self.labels(of: notification, severity)
        annotations = Self.annotations(of: notification)
        starts = min(notification.opened, now)
        // Event time may be of years ago, or a little ahead: what is over was over by now, on Alertmanager's clock.
        let over = max(starts, min(notification.resolved ?? now, now))
        ends = isOver ? over : Timestamp(microseconds: now.microseconds + Int64(lease / .microseconds(1)))
    }

    var json: JSONValue {
        .object([
            ("startsAt", .text(starts.rfc3339)), ("endsAt", .text(ends.rfc3339)),
            ("labels", .object(labels.map { ($0.name, .text($0.value)) })),
            ("annotations", .object(annotations.map { ($0.name, .text($0.value)) })),
        ])
    }

    /// Only what stays the same from the first to the last time that an incident is told.
    ///
    /// `alertname` is the policy: what a rule is in Prometheus, by which routes, inhibitions and `group_by` go there. Which
    /// incident of the policy it is, the other labels say, as they do for a rule.
    private static func labels(of notification: Notification, _ severity: Severity) -> [(name: String, value: String)] {
        var labels = [
            ("alertname", notification.policy), ("pipeline", notification.pipeline), ("policy", notification.policy),
            ("model", notification.model), ("key", notification.key), ("metric", notification.metric),
            ("severity", severity.name), ("fingerprint", notification.fingerprint),
        ]
        for label in notification.labels {
            // A storm that is grouped by metric or model says so by the label that is there already.
            if let same = labels.firstIndex(where: { $0.0 == label.name && $0.1.isEmpty }) {
                labels[same].1 = label.value
                continue
            }
            var name = labelName(label.name)
            while labels.contains(where: { $0.0 == name }) { name = "label_" + name }
            labels.append((name, label.value))
        }
        return labels.filter { !$0.1.isEmpty }.map { (name: $0.0, value: $0.1) }
    }

    private static func annotations(of notification: Notification) -> [(name: String, value: String)] {
        let recent = notification.recent.map(Notification.figure).joined(separator: " ")
        return [
            ("summary", notification.subject),
            ("description", ([notification.sentence] + notification.members.map(\.sentence)).joined(separator: "\n")),
            ("kind", notification.kind),
            ("value", notification.value.isFinite ? Notification.figure(notification.value) : ""),
            ("expected", notification.expectation), ("return_period", notification.rarity), ("recent", recent),
            ("query", notification.sql),
        ].filter { !$0.1.isEmpty }.map { (name: $0.0, value: $0.1) }
    }

    /// A field's name as the name of a label: letters, digits and `_`, no digit first, no `__` first.
    private static func labelName(_ name: String) -> String {
        let text = String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
        let isAllowed = text.first.map { !$0.isNumber } ?? false
        return isAllowed && !text.hasPrefix("__") ? text : "label_" + text
    }
}
