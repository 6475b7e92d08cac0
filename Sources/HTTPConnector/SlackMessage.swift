import Alerting
import Telemetry
import TimeSeries

/// An alert as a message for Slack and what takes the same: one line that a phone shows, and an attachment in the colour of
/// the severity with what one wants to know next. Mattermost, Rocket.Chat and Discord (`/slack`) read it as well.
///
/// Keys and names are what somebody sent: they are shown as they are, and neither call people nor are markup.
struct SlackMessage {
    /// Slack cuts texts off at a few thousand characters; a storm may have many members.
    private static let longestText = 2_500
    private static let longestHeadline = 500

    private let notification: Notification

    init(of notification: Notification) { self.notification = notification }

    var json: [UInt8] {
        JSONValue.object([
            ("text", .text(Self.escaped(headline.oneLine, limit: Self.longestHeadline))), ("mrkdwn", .flag(false)),
            (
                "attachments",
                .array([
                    .object([
                        ("color", .text(colour)), ("fallback", .text(Self.escaped(notification.sentence.oneLine))),
                        ("text", .text(Self.escaped(text))), ("fields", .array(fields)),
                        ("footer", .text(Self.escaped(footer))),
                        ("mrkdwn_in", .array([.text("fields")])),
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
            .map(\.oneLine).joined(separator: "\n")
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
        return fields.filter { !$0.1.isEmpty }.map { Self.field($0.0, Self.escaped($0.1), isShort: $0.2) } + query
    }

    /// As code, in which nothing calls anybody: what would end the code is left out.
    private var query: [JSONValue] {
        let sql = notification.sql
        guard !sql.isEmpty, !sql.contains("```"), sql.count <= Self.longestText else { return [] }
        return [Self.field("Look further", "```\(Self.entities(sql))```", isShort: false)]
    }

    private var footer: String { "\(notification.policy) · \(notification.fingerprint)" }

    private static func field(_ title: String, _ value: String, isShort: Bool) -> JSONValue {
        .object([("title", .text(title)), ("value", .text(value)), ("short", .flag(isShort))])
    }

    private static func time(_ time: Timestamp) -> String { "\(time.minute) UTC" }

    /// What a chat would take for markup of its own, or for a call to everybody (`@here`): so that it is seen and does
    /// nothing. Cut off at the limit, in characters.
    private static func escaped(_ text: String, limit: Int = longestText) -> String {
        var escaped = ""
        var length = 0
        for scalar in text.unicodeScalars {
            // A space of no width: Slack itself calls nobody by an @, others do.
            let piece = scalar == "@" ? "@\u{200B}" : entities(String(scalar))
            length += piece.unicodeScalars.count
            guard length <= limit else { return escaped + "…" }
            escaped += piece
        }
        return escaped
    }

    private static func entities(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
