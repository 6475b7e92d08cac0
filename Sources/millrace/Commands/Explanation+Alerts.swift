import PipelineSpec
import TimeSeries

/// What is an anomaly, and who is told of it. Never where a receiver is, since its address may be a secret.
extension Explanation {
    /// Lines on the anomalies of a model.
    static func describe(_ detect: DetectSpec?) -> [String] {
        guard let detect else { return ["    looks for no anomalies"] }
        let severities = detect.thresholds.map { "\(words(for: $0.returnPeriod)) is \(name(of: $0.severity))" }
        var lines = ["    anomalies: what comes once in \(severities.joined(separator: ", in "))"]
        var gates: [String] = []
        if detect.direction != .both { gates.append("\(detect.direction.rawValue) what was expected") }
        var least: [String] = []
        if detect.leastDeviation > 0 { least.append("by at least \(number(detect.leastDeviation))") }
        if detect.leastRelativeDeviation > 0 {
            least.append("by at least \(number(detect.leastRelativeDeviation * 100)) % of what was expected")
        }
        if !least.isEmpty { gates.append("off \(least.joined(separator: " and "))") }
        if !gates.isEmpty { lines.append("      only what is \(gates.joined(separator: ", "))") }
        let ends = [
            detect.lowest.map { "below \(number($0))" }, detect.highest.map { "above \(number($0))" },
        ]
        let impossible = ends.compactMap(\.self)
        if !impossible.isEmpty {
            lines.append(
                "      always what is \(impossible.joined(separator: " or ")), \(name(of: detect.rangeSeverity, in: detect))"
            )
        }
        if let absent = detect.absentAfterMicroseconds {
            lines.append(
                "      a series is absent after \(Figures.duration(absent)) without an observation, \(name(of: detect.absenceSeverity, in: detect))"
            )
        }
        if let same = detect.stuckAfterMicroseconds {
            lines.append(
                "      a series is stuck after \(Figures.duration(same)) of the same value, \(name(of: detect.stuckSeverity, in: detect))"
            )
        }
        lines.append(
            "      a lasting change of level is normal after \(Figures.count(Int64(detect.adaptAfter))) observations")
        return lines
    }

    /// Lines on an entry of `alerts`.
    static func describe(_ alert: AlertSpec) -> [String] {
        let observations =
            alert.consecutive == 1 ? "an unusual observation" : "\(alert.consecutive) unusual observations in a row"
        let severity = alert.leastSeverity == .info ? "" : ", at least \(name(of: alert.leastSeverity))"
        let silent =
            alert.cooldownMicroseconds == 0
            ? "" : "; then none for \(Figures.duration(alert.cooldownMicroseconds))"
        var lines = [
            "  alert \(alert.name): \(observations) of \(alert.models.joined(separator: ", "))\(severity); over \(Figures.duration(alert.resolveAfterMicroseconds)) after the last\(silent)"
        ]
        lines.append(
            alert.receivers.isEmpty
                ? "    tells nobody: it is in the results"
                : "    tells \(alert.receivers.joined(separator: ", "))")
        if let storm = alert.storm, !alert.receivers.isEmpty {
            let common = storm.groupBy.isEmpty ? "" : " with the same \(storm.groupBy.joined(separator: ", "))"
            lines.append(
                "    more than \(Figures.count(Int64(storm.above))) at once\(common) are told as one; each waits \(Figures.duration(storm.waitMicroseconds)) for others"
            )
        }
        return lines
    }

    /// What a sink is that is told of alerts.
    static func receiver(_ webhook: WebhookSinkSpec) -> String {
        let form = webhook.payload == .json ? "JSON" : "messages for Slack"
        return "alerts to a URL as \(form), at most \(webhook.perMinute) a minute"
    }

    static func receiver(_ server: AlertmanagerSinkSpec) -> String {
        "alerts to Alertmanager, sent again every \(Figures.duration(server.remindEveryMicroseconds)), at most \(server.perMinute) a minute"
    }

    static func receiver(_ kafka: KafkaSinkSpec) -> String {
        "alerts to the topic \(kafka.topic) at \(kafka.brokers), at most \(kafka.perMinute) a minute"
    }

    /// Without the zero behind a whole number's point.
    static func number(_ value: Double) -> String {
        let text = Figures.number(value)
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    private static func words(for period: DetectSpec.ReturnPeriod) -> String {
        switch period {
        case .observations(let count): "\(Figures.count(Int64(count))) observations"
        case .microseconds(let microseconds): Figures.duration(microseconds)
        }
    }

    /// Of what a rule forbids; nil is the most severe that learned anomalies can be.
    private static func name(of severity: Severity?, in detect: DetectSpec) -> String {
        name(of: severity ?? detect.thresholds.last?.severity ?? .warning)
    }

    private static func name(of severity: Severity) -> String {
        severity == .warning ? "a warning" : severity.name
    }
}
