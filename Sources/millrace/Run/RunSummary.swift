import StreamRuntime
import Telemetry

/// What a run came to: every value received is accounted for.
struct RunSummary {
    let status: RunStatus
    let pipeline: String
    let elapsed: Duration

    func write(to log: Log) {
        switch log.format {
        case .human: log.info(text)
        case .json:
            let tally = status.tally
            log.info(
                "summary",
                [
                    "pipeline": pipeline, "received": "\(tally.received)", "forecast": "\(tally[.forecast])",
                    "warming": "\(tally[.warming])", "late": "\(tally[.late])", "duplicate": "\(tally[.duplicate])",
                    "filtered": "\(tally[.filtered])", "dead_lettered": "\(tally[.deadLettered])",
                    "adds_up": "\(tally.addsUp)", "series": "\(status.series)", "epochs": "\(status.epochs)",
                    "seconds": "\(seconds)", "reasons": reasons,
                ])
        }
    }

    private var seconds: Double {
        let (whole, attoseconds) = elapsed.components
        return ((Double(whole) + Double(attoseconds) / 1e18) * 100).rounded() / 100
    }

    private var reasons: String {
        status.deadLetterReasons.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
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
            "pipeline \(pipeline): \(Figures.count(Int64(status.series))) series, \(Figures.count(Int64(rate))) values/s, \(seconds) s",
            "  \(Figures.count(tally.received)) received \(tally.addsUp ? "=" : "≠") \(sum)",
        ]
        if !reasons.isEmpty { lines.append("  not used: \(reasons)") }
        return lines.joined(separator: "\n")
    }
}
