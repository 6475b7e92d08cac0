import Foundation
import StreamRuntime
import TimeSeries

/// The lines of JSON that an epoch becomes.
struct ResultLines {
    /// For each open partition, what each series' lines begin with: its key and metric.
    private var names: [PartitionID: [[UInt8]]] = [:]
    private var models: [PartitionID: [String]] = [:]
    let forecastsEvery: Int

    /// - Parameter forecastsEvery: every n-th forecast of a series is written; 0 writes none.
    init(forecastsEvery: Int) { self.forecastsEvery = forecastsEvery }

    /// - Precondition: `firstNumber` series of the partition have been introduced.
    mutating func introduce(_ identities: [SeriesIdentity], firstNumber: Int, in partition: PartitionID) {
        let count = names[partition]?.count ?? 0
        precondition(count == firstNumber, "series \(firstNumber) of \(partition) follows \(count) others")
        for identity in identities {
            var line = JSONLine()
            line.raw("{\"key\":")
            line.text(identity.key)
            line.raw(",\"metric\":")
            line.text(identity.metric)
            names[partition, default: []].append(line.bytes)
            models[partition, default: []].append(identity.model)
        }
    }

    mutating func release(_ partition: PartitionID) {
        names[partition] = nil
        models[partition] = nil
    }

    func forecasts(of epoch: Epoch) -> [UInt8] {
        guard forecastsEvery > 0 else { return [] }
        var line = JSONLine()
        let (names, models) = (names[epoch.partition] ?? [], models[epoch.partition] ?? [])
        for row in epoch.forecasts where row.observations % Int64(forecastsEvery) == 0 {
            line.raw(names[Int(row.series.rawValue)])
            line.raw(",\"origin\":")
            line.text(row.origin.rfc3339)
            line.raw(",\"step_seconds\":")
            line.number(Double(row.stepMicroseconds) / 1e6)
            for (name, column) in Self.columns {
                line.raw(name)
                line.numbers(epoch.forecastValues[row.range(of: column)])
            }
            line.raw(",\"model\":")
            line.text(models[Int(row.series.rawValue)])
            line.raw("}\n")
        }
        return line.bytes
    }

    private static let columns: [(StaticString, ForecastRow.Column)] = [
        (",\"mean\":", .mean), (",\"lower_80\":", .lower80), (",\"upper_80\":", .upper80),
        (",\"lower_95\":", .lower95), (",\"upper_95\":", .upper95),
    ]

    func observations(of epoch: Epoch) -> [UInt8] {
        var line = JSONLine()
        let names = names[epoch.partition] ?? []
        for row in epoch.observations {
            if let series = row.series {
                line.raw(names[Int(series.rawValue)])
            } else {
                line.raw("{\"key\":null,\"metric\":null")
            }
            line.raw(",\"time\":")
            if let time = row.time { line.text(time.rfc3339) } else { line.raw("null") }
            line.raw(",\"value\":")
            line.number(row.value)
            line.raw(",\"expected\":")
            line.number(row.expected)
            line.raw(",\"lower_95\":")
            line.number(row.lower95)
            line.raw(",\"upper_95\":")
            line.number(row.upper95)
            line.raw(",\"status\":")
            line.text(row.disposition.name)
            line.raw(",\"offset\":")
            line.integer(row.offset)
            line.raw("}\n")
        }
        return line.bytes
    }

    func deadLetters(of epoch: Epoch) -> [UInt8] {
        var line = JSONLine()
        for letter in epoch.deadLetters {
            line.raw("{\"topic\":")
            line.text(epoch.partition.topic)
            line.raw(",\"partition\":")
            line.integer(Int64(epoch.partition.partition))
            line.raw(",\"offset\":")
            line.integer(letter.offset)
            line.raw(",\"metrics\":")
            line.texts(letter.metrics)
            line.raw(",\"reason\":")
            line.text(letter.reason)
            line.raw(",\"detail\":")
            line.text(letter.detail)
            line.raw(",\"timestamp\":")
            if let time = letter.timestamp { line.text(time.rfc3339) } else { line.raw("null") }
            Self.bytes(letter.key, ",\"key\":", ",\"key_base64\":", into: &line)
            Self.bytes(letter.payload, ",\"payload\":", ",\"payload_base64\":", into: &line)
            line.raw("}\n")
        }
        return line.bytes
    }

    /// Bytes as text where they are text, else in base 64 under another name.
    private static func bytes(
        _ bytes: [UInt8]?, _ name: StaticString, _ encodedName: StaticString, into line: inout JSONLine
    ) {
        guard let bytes else {
            line.raw(name)
            line.raw("null")
            return
        }
        if let text = String(validating: bytes, as: UTF8.self) {
            line.raw(name)
            line.text(text)
        } else {
            line.raw(encodedName)
            line.text(Data(bytes).base64EncodedString())
        }
    }
}
