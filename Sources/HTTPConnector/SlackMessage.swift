import Alerting
import TimeSeries

/// An alert as a message for Slack and what takes the same: one line that a phone shows, and an attachment in the colour of
/// the severity with what one wants to know next. Mattermost, Rocket.Chat and Discord (`/slack`) read it as well.
struct SlackMessage {
    /// Slack cuts texts off at a few thousand characters; a storm may have many members.
    private static let longestText = 2_500

    private let notification: Notification

    init(of notification: Notification) { self.notification = notification }

    var json: [UInt8] {
        JSONValue.object([
            ("text", .text(Self.escaped(headline))),
            (
                "attachments",
                .array([
                    .object([
                        ("color", .text(colour)), ("fallback", .text(Self.escaped(notification.sentence))),
                        ("text", .text(Self.cut(text))), ("fields", .array(fields)),
                        ("footer", .text(Self.escaped(footer))),
                        ("mrkdwn_in", .array([.text("text"), .text("fields")])),
                    ])
                ])
            ),
        ]).bytes
    }

    private var headline: String {
        let (subject, pipeline) = (notification.subject, notification.pipeline)
        switch notification.state {
        case .firing: return "\(notification.severity.name.uppercased()): \(subject) (\(pipeline))"
        case .resolved: return "RESOLVED: \(subject) (\(pipeline))"
        }
    }

    private var colour: String {
        if notification.state == .resolved { return "#2eb886" }
        return switch notification.severity {
        case .critical: "#d92d20"
        case .warning: "#e8a317"
        case .info: "#3b82f6"
        }
    }

    private var text: String {
        ([notification.sentence] + notification.members.map { "• \($0.sentence)" })
            .map(Self.escaped).joined(separator: "\n")
    }

    private var fields: [JSONValue] {
        var fields = [("Since", Self.time(notification.opened), true)]
        if let resolved = notification.resolved { fields.append(("Until", Self.time(resolved), true)) }
        if notification.memberCount == 0 {
            fields.append(("Unusual", notification.rarity, true))
            fields.append(("Value", notification.value.isFinite ? Notification.figure(notification.value) : "", true))
            fields.append(("Expected", notification.expectation, true))
            fields.append(("Last values", notification.recent.map(Notification.figure).joined(separator: " "), false))
        }
        return fields.filter { !$0.1.isEmpty }.map { Self.field($0.0, Self.escaped($0.1), isShort: $0.2) }
            + (notification.sql.isEmpty
                ? [] : [Self.field("Look further", "```\(Self.escaped(notification.sql))```", isShort: false)])
    }

    private var footer: String { "\(notification.policy) · \(notification.fingerprint)" }

    private static func field(_ title: String, _ value: String, isShort: Bool) -> JSONValue {
        .object([("title", .text(title)), ("value", .text(value)), ("short", .flag(isShort))])
    }

    private static func time(_ time: Timestamp) -> String { "\(time.minute) UTC" }

    private static func cut(_ text: String) -> String {
        text.count > longestText ? text.prefix(longestText) + "…" : text
    }

    /// What Slack would take for markup of its own.
    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
