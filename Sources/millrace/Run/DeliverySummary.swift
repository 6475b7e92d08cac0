import Alerting
import Telemetry

/// What became of a run's alerts, for each receiver.
struct DeliverySummary {
    let counts: [DeliveryCounts]

    func write(to log: Log) {
        guard !counts.isEmpty else { return }
        switch log.format {
        case .human: log.info(text)
        case .json:
            for count in counts {
                log.info(
                    "alerts",
                    [
                        "sink": .text(count.receiver), "delivered": .integer(Int64(count.delivered)),
                        "refused": .integer(Int64(count.refused)), "failed_attempts": .integer(Int64(count.failed)),
                        "waiting": .integer(Int64(count.waiting ?? -1)),
                    ])
            }
        }
    }

    /// One line for people.
    var text: String { "  alerts: " + counts.map(Self.line).joined(separator: "; ") }

    private static func line(_ count: DeliveryCounts) -> String {
        var parts = ["\(count.delivered) delivered"]
        if count.refused > 0 { parts.append("\(count.refused) refused") }
        if let waiting = count.waiting, waiting > 0 {
            parts.append("\(waiting)\(waiting == DeliveryCounts.mostCounted ? " or more" : "") waiting")
        }
        return "\(count.receiver) \(parts.joined(separator: ", "))"
    }
}
