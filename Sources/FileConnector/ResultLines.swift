import Foundation
import StreamRuntime
import TimeSeries

/// The lines of JSON that an epoch becomes.
struct ResultLines {
    /// What the lines of one series have in common.
    struct Series {
        /// How they begin: its key and metric.
        let start: [UInt8]
        let model: String
        /// The key's fields by name, as an object of JSON; empty when it has none.
        let labels: [UInt8]
        fileprivate let bounds: [BoundNames]
    }

    /// The members of one level's bounds, as lines have them.
    fileprivate struct BoundNames {
        let level: Int
        let lower: [UInt8]
        let upper: [UInt8]

        init(_ level: Int) {
            self.level = level
            lower = Array(",\"lower_\(level)\":".utf8)
            upper = Array(",\"upper_\(level)\":".utf8)
        }
    }

    /// This level stands in every observation's line, null where there is no such interval.
    private static let steadyLevel = 95
    private static let unknownSteady = BoundNames(steadyLevel)

    /// Of each open partition, by their numbers.
    private(set) var series: [PartitionID: [Series]] = [:]
    /// By model, in the order of its levels.
    private let bounds: [String: [BoundNames]]
    let forecastsEvery: Int

    /// - Parameters:
    ///   - forms: what the rows of each model say, by the model's name.
    ///   - forecastsEvery: every n-th forecast of a series is written; 0 writes none.
    init(of forms: [String: ForecastForm], forecastsEvery: Int) {
        bounds = forms.mapValues { $0.levels.map { BoundNames($0) } }
        self.forecastsEvery = forecastsEvery
    }

    /// - Precondition: `firstNumber` series of the partition have been introduced.
    mutating func introduce(_ identities: [SeriesIdentity], firstNumber: Int, in partition: PartitionID) {
        let count = series[partition]?.count ?? 0
        precondition(count == firstNumber, "series \(firstNumber) of \(partition) follows \(count) others")
        for identity in identities {
            guard let bounds = bounds[identity.model] else {
                preconditionFailure("the model \(identity.model) is not of this pipeline")
            }
            var line = JSONLine()
            line.raw("{\"key\":")
            line.text(identity.key)
            line.raw(",\"metric\":")
            line.text(identity.metric)
            series[partition, default: []].append(
                Series(
                    start: line.bytes, model: identity.model, labels: Self.labels(of: identity), bounds: bounds))
        }
    }

    mutating func release(_ partition: PartitionID) {
        series[partition] = nil
    }

    private static func labels(of identity: SeriesIdentity) -> [UInt8] {
        guard !identity.labels.isEmpty else { return [] }
        var line = JSONLine()
        for (index, label) in identity.labels.enumerated() {
            line.raw(index == 0 ? "{" : ",")
            line.text(label.name)
            line.raw(":")
            line.text(label.value)
        }
        line.raw("}")
        return line.bytes
    }

    func forecasts(of epoch: Epoch) -> [UInt8] {
        guard forecastsEvery > 0 else { return [] }
        var line = JSONLine()
        let members = series[epoch.partition] ?? []
        for row in epoch.forecasts where row.observations % Int64(forecastsEvery) == 0 {
            let series = members[Int(row.series.rawValue)]
            line.raw(series.start)
            line.raw(",\"origin\":")
            line.text(row.origin.rfc3339)
            line.raw(",\"step_seconds\":")
            line.number(Double(row.stepMicroseconds) / 1e6)
            line.raw(",\"mean\":")
            line.numbers(epoch.forecastValues[row.means])
            for (place, names) in series.bounds.enumerated() {
                line.raw(names.lower)
                line.numbers(epoch.forecastValues[row.lower(place)])
                line.raw(names.upper)
                line.numbers(epoch.forecastValues[row.upper(place)])
            }
            line.raw(",\"model\":")
            line.text(series.model)
            line.raw("}\n")
        }
        return line.bytes
    }

    func observations(of epoch: Epoch) -> [UInt8] {
        var line = JSONLine()
        let members = series[epoch.partition] ?? []
        for row in epoch.observations {
            let series = row.series.map { members[Int($0.rawValue)] }
            if let series {
                line.raw(series.start)
            } else {
                line.raw("{\"key\":null,\"metric\":null")
            }
            line.raw(",\"time\":")
            if let time = row.time { line.text(time.rfc3339) } else { line.raw("null") }
            line.raw(",\"value\":")
            line.number(row.value)
            line.raw(",\"expected\":")
            line.number(row.expected)
            let bounds = series?.bounds ?? []
            for (place, names) in bounds.enumerated() {
                let start = row.boundsStart.map { $0 + 2 * place }
                Self.bounds(names, start.map { epoch.expectedBounds[$0...$0 + 1] }, into: &line)
            }
            if !bounds.contains(where: { $0.level == Self.steadyLevel }) {
                Self.bounds(Self.unknownSteady, nil, into: &line)
            }
            if !row.evidence.isNaN {
                line.raw(",\"score\":")
                line.number(row.score)
                line.raw(",\"evidence\":")
                line.number(row.evidence)
            }
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

    private static func bounds(_ names: BoundNames, _ bounds: ArraySlice<Double>?, into line: inout JSONLine) {
        line.raw(names.lower)
        line.number(bounds?.first ?? .nan)
        line.raw(names.upper)
        line.number(bounds?.last ?? .nan)
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
