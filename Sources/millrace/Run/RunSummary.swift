import StreamRuntime
import Telemetry

/// What a run came to: every value received is accounted for.
struct RunSummary {
    let status: RunStatus
    let pipeline: String
    /// The sinks that keep what cannot be used.
    let deadLetterSinks: [String]
    let elapsed: Duration

    func write(to log: Log) {
        defer { if let warning { log.warning(warning) } }
        switch log.format {
        case .human: log.info(text)
        case .json:
            let tally = status.tally
            log.info(
                "summary",
                [
                    "pipeline": .text(pipeline), "received": .integer(tally.received),
                    "forecast": .integer(tally[.forecast]),
                    "warming": .integer(tally[.warming]), "late": .integer(tally[.late]),
                    "duplicate": .integer(tally[.duplicate]),
                    "filtered": .integer(tally[.filtered]), "dead_lettered": .integer(tally[.deadLettered]),
                    "anomalies": .integer(tally.anomalies), "alerts": .integer(tally.alerts),
                    "adds_up": .flag(tally.addsUp), "series": .integer(Int64(status.series)),
                    "epochs": .integer(Int64(status.epochs)),
                    "seconds": .number(seconds), "reasons": .text(reasons),
                ])
        }
    }

    private var seconds: Double {
        let (whole, attoseconds) = elapsed.components
        return ((Double(whole) + Double(attoseconds) / 1e18) * 100).rounded() / 100
    }

    /// Reasons with their records, the most frequent first.
    private var reasons: String {
        refusals.map { "\($0.key) \($0.value.records)" }.joined(separator: ", ")
    }

    private var refusals: [(key: String, value: RefusalCount)] {
        status.refusals.sorted { ($1.value.records, $0.key) < ($0.value.records, $1.key) }
    }

    /// What somebody should look at who did not expect it: most of what was received is of no use.
    var warning: String? {
        let tally = status.tally
        let used = tally[.forecast] + tally[.warming]
        let wanted = tally.received - tally[.filtered]
        guard let first = refusals.first, used * 2 < wanted else { return nil }
        let place = deadLetterSinks.isEmpty ? "they are kept nowhere" : "see the dead letters in \(deadLetterSinks[0])"
        return
            "pipeline \(pipeline): \(Figures.count(wanted - used)) of \(Figures.count(wanted)) values could not be used: \(first.key), such as: \(first.value.example); \(place)"
    }

    /// Lines for people.
    var text: String {
        let tally = status.tally
        let rate = seconds > 0 ? Double(tally.received) / seconds : 0
        let parts: [(String, Disposition)] = [
            ("forecast", .forecast), ("warming", .warming), ("late", .late), ("duplicate", .duplicate),
            ("filtered", .filtered), ("dead-lettered", .deadLettered),
        ]
        let sum = parts.map { "\(Figures.count(tally[$0.1])) \($0.0)" }.joined(separator: " + ")
        var lines = [
            "pipeline \(pipeline): \(Figures.count(Int64(status.series))) series"
                + (seconds < 0.1 ? "" : ", \(Figures.count(Int64(rate))) values/s, \(seconds) s"),
            "  \(Figures.count(tally.received)) received \(tally.addsUp ? "=" : "≠") \(sum)",
        ]
        if tally.anomalies > 0 || tally.alerts > 0 {
            lines.append(
                "  \(Figures.count(tally.anomalies)) anomalies, \(Figures.count(tally.alerts)) changes of incidents to tell")
        }
        if !reasons.isEmpty { lines.append("  records not used: \(reasons)") }
        return lines.joined(separator: "\n")
    }
}
