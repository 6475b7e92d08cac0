import StreamRuntime
import TimeSeries

/// The lines of what is unusual.
extension ResultLines {
    func anomalies(of epoch: Epoch) -> [UInt8] {
        var line = JSONLine()
        let members = series[epoch.partition] ?? []
        for row in epoch.anomalies {
            let series = members[Int(row.series.rawValue)]
            Self.begin(series, &line)
            line.raw(",\"change\":")
            line.text(row.change.name)
            line.raw(",\"observations\":")
            line.integer(row.observations)
            Self.append(row, &line)
            line.raw("}\n")
        }
        return line.bytes
    }

    func alerts(of epoch: Epoch) -> [UInt8] {
        var line = JSONLine()
        let members = series[epoch.partition] ?? []
        for row in epoch.alerts {
            Self.begin(members[Int(row.series.rawValue)], &line)
            line.raw(",\"policy\":")
            line.text(row.policy)
            line.raw(",\"fingerprint\":")
            line.text(row.fingerprint)
            line.raw(",\"opened\":")
            line.text(row.opened.rfc3339)
            line.raw(",\"sequence\":")
            line.integer(Int64(row.sequence))
            line.raw(",\"change\":")
            line.text(row.change.rawValue)
            line.raw(",\"at\":")
            line.text(row.at.rfc3339)
            line.raw(",\"severity\":")
            line.text(row.severity.name)
            line.raw(",\"observations\":")
            line.integer(row.observations)
            line.raw(",\"recent\":")
            line.numbers(row.recent[...])
            line.raw(",\"anomaly\":{\"observations\":")
            line.integer(row.anomaly.observations)
            Self.append(row.anomaly, &line)
            line.raw("},\"offset\":")
            line.integer(row.offset)
            line.raw("}\n")
        }
        return line.bytes
    }

    private static func begin(_ series: Series, _ line: inout JSONLine) {
        line.raw(series.start)
        line.raw(",\"model\":")
        line.text(series.model)
        guard !series.labels.isEmpty else { return }
        line.raw(",\"labels\":")
        line.raw(series.labels)
    }

    private static func append(_ row: AnomalyRow, _ line: inout JSONLine) {
        let times = [("start", row.start), ("peak", row.peak), ("last", row.last)]
        for (name, time) in times {
            line.member(name)
            line.text(time.rfc3339)
        }
        line.member("end")
        if let end = row.end { line.text(end.rfc3339) } else { line.raw("null") }
        let numbers = [
            ("value", row.value), ("expected", row.expected), ("lower", row.lower), ("upper", row.upper),
            ("score", row.score), ("return_period_seconds", row.returnPeriodMicroseconds / 1e6),
        ]
        for (name, number) in numbers {
            line.member(name)
            line.number(number)
        }
        line.member("kind")
        line.text(row.kind.rawValue)
        line.member("severity")
        line.text(row.severity.name)
        line.member("contributions")
        for (index, contribution) in row.contributions.enumerated() {
            line.raw(index == 0 ? "{" : ",")
            line.text(contribution.evidence)
            line.raw(":")
            line.number(contribution.score)
        }
        line.raw(row.contributions.isEmpty ? "{}" : "}")
        line.member("sentence")
        line.text(row.sentence)
    }
}

extension AnomalyRow.Change {
    /// The word that outputs write.
    fileprivate var name: String {
        switch self {
        case .started: "started"
        case .worsened: "worsened"
        case .ended: "ended"
        }
    }
}
