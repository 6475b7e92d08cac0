import FileConnector
import Foundation
import KafkaConnector
import StreamRuntime
import Telemetry
import TimeSeries

/// `millrace produce`: the records of a file, one after the other, into a topic.
struct Replay {
    private let path: String
    private let topic: String
    private let brokers: String
    private let speed: Double?
    private let partitions: Int?
    private let limit: Int
    private let onlyIfEmpty: Bool
    private let resumes: Bool
    private let row: ReplayRow
    private let isCSV: Bool
    /// What stands between key and value of a line; nil where lines are records.
    private let separator: String?

    init(_ arguments: Arguments) throws {
        path = arguments.operands[0]
        topic = try arguments.required("topic")
        guard KafkaTopics.isName(topic) else {
            throw arguments.wrong("`\(topic)` is no name of a topic: letters, digits, `.`, `_` and `-`, at most 249")
        }
        onlyIfEmpty = arguments.has("if-empty")
        resumes = arguments.has("resume")
        if onlyIfEmpty, resumes { throw arguments.wrong("--if-empty and --resume do not go together") }
        let environment = ProcessInfo.processInfo.environment["KAFKA_BROKERS"] ?? ""
        brokers = arguments.text("brokers") ?? (environment.isEmpty ? "localhost:9092" : environment)
        speed = try arguments.number("speed")
        partitions = try arguments.integer("partitions", in: 1...10_000)
        limit = try arguments.integer("limit", in: 1...Int.max) ?? .max
        let unit = try arguments.choice("unit", ["s", "ms", "us", "ns", "rfc3339"]) ?? "ms"
        isCSV = path.hasSuffix(".csv") || path.hasSuffix(".csv.gz")
        row = ReplayRow(key: arguments.text("key"), time: arguments.text("time"), unit: unit)
        separator = arguments.text("key-separator")
        if let separator {
            guard !separator.isEmpty else { throw arguments.wrong("--key-separator needs a text that is not empty") }
            guard !isCSV, !["key", "time", "speed"].contains(where: arguments.has) else {
                throw arguments.wrong("--key-separator is for lines; it does not go with --key, --time, --speed or CSV")
            }
        }
        if speed != nil, arguments.text("time") == nil {
            throw arguments.wrong("--speed needs --time: the field that says when each record happened")
        }
    }

    func run() throws -> ExitCode {
        let log = Log(format: .human, threshold: .info)
        let reader = try RecordReader(path: path, shown: path, delimiter: isCSV ? UInt8(ascii: ",") : nil)
        var columns: [String] = []
        if isCSV { columns = try ReplayRow.columns(of: try reader.next(), path) }
        let topics = KafkaTopics(brokers: brokers, log: log)
        if let partitions {
            let found = try topics.ensure(topic, partitions: partitions)
            if found != partitions { log.warning("the topic \(topic) has \(found) partitions, not \(partitions)") }
        }
        let held = try topics.find(topic)
        if onlyIfEmpty, held > 0 {
            print("the topic \(topic) holds \(Figures.count(held)) records already; nothing is sent")
            return .ok
        }
        let producer = try KafkaProducer(brokers: brokers, log: log)
        let bar = ProgressBar(path: path)
        var pace: Pace?
        var count = 0
        var sent: Int64 = 0
        while count < limit, let record = try reader.next() {
            count += 1
            if resumes, count <= held { continue }
            let message: ReplayRow.Message
            do throws(ConnectorError) {
                message = try self.message(of: record, columns: columns, number: count)
            } catch {
                bar.finish()
                try producer.flush()
                let before = "the \(Figures.count(Int64(count) - 1)) records before it are in the topic"
                throw ConnectorError.inconsistent("\(error.description); \(before): mend the file and add --resume")
            }
            if let speed, let time = message.time {
                if pace == nil { pace = Pace(speed: speed, first: time) }
                pace?.wait(until: time)
            }
            sent += 1
            // Sent as of now: a broker deletes what is older than the topic's retention, by the message's timestamp.
            try producer.send(topic: topic, key: message.key, value: message.value, timestamp: nil)
            bar.show(count, share: reader.shareRead)
        }
        try producer.flush()
        bar.finish()
        let before = Int64(count) - sent
        let rest = before > 0 ? "; it held \(Figures.count(before)) already" : ""
        print("\(Figures.count(sent)) records of \(path) were sent to the topic \(topic)\(rest)")
        return .ok
    }

    private func message(
        of record: UnsafeRawBufferPointer, columns: [String], number: Int
    ) throws(ConnectorError) -> ReplayRow.Message {
        guard let separator else {
            return try row.message(of: record, columns: isCSV ? columns : nil, number: number, path)
        }
        guard let split = record.firstRange(of: separator.utf8) else {
            throw .inconsistent("\(path), record \(number): the separator is not there")
        }
        let value = Array(record[split.upperBound...])
        return .init(key: Array(record[..<split.lowerBound]), value: value.isEmpty ? nil : value, time: nil)
    }
}
