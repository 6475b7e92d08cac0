import Foundation
import KafkaConnector
import PipelineSpec
import PostgresConnector
import RecordDecoding
import StreamRuntime
import Telemetry
import TimeSeries

/// `millrace dlq replay`: records of dead letters, sent to their topics again.
final class DeadLetterReplay {
    static let command = Command(
        "dlq replay", "Send records that could not be used to their topic again", operands: "FILE…", count: 1...64,
        options: [Option("id", "ID", "only this letter's record; may be given several times")]
            + DeadLetterCommands.filters + [
                Option("limit", "N", "at most so many records"),
                Option("force", nil, "also those that FILE refuses too, and those that are late"),
                Option("dry-run", nil, "send nothing, and say what would be"),
            ],
        details: """
            FILE: the pipeline's, mended. It names the brokers and the database, and each record is read by it before it is
            sent: what it refuses too, and what is older than its series' newest forecast, is counted and left.

            Each record goes to the partition that it came from, with its key and value, in the order of the log, with the
            header millrace-replay-of: TOPIC/PARTITION/OFFSET; its other headers were not kept. For the pipeline it is a new
            record. It carries the time of now, unless the pipeline takes $timestamp for the event's time. What was sent is
            marked, 500 records at a time, and not sent again; a replay that is killed may send the records of the last 500
            twice, and of these the second is counted as a duplicate, or late: nothing is learned twice.

            Needs the rights of millrace_writer, and to write to the topic.
            """
    ) { arguments in
        let loaded = try PipelineFile.load(paths: arguments.operands, environment: ProcessInfo.processInfo.environment)
        return try DeadLetterReplay(loaded.spec, arguments).run()
    }

    private let spec: PipelineSpec
    private let filter: DeadLetterFilter
    private let limit: Int
    private let isForced: Bool
    private let isRehearsal: Bool
    private let log = Log(format: .human, threshold: .warning)
    private let letters: PostgresDeadLetters
    private let outlook: ReplayOutlook
    private var producers: [String: KafkaProducer] = [:]
    private var sent: [String: Int64] = [:]
    private var left: [ReplayOutlook.Fate: Int64] = [:]

    init(_ spec: PipelineSpec, _ arguments: Arguments) throws {
        self.spec = spec
        var filter = try DeadLetterCommands.filter(arguments)
        let numbers = try arguments.all("id").map { text in
            guard let number = Int64(text) else {
                throw arguments.wrong("--id has to be a number of `millrace dlq list`, not `\(text)`")
            }
            return number
        }
        if !numbers.isEmpty { filter.numbers = numbers }
        (filter.pipeline, filter.isReplayed) = (spec.name, false)
        self.filter = filter
        limit = try arguments.integer("limit", in: 1...Int.max) ?? .max
        (isForced, isRehearsal) = (arguments.has("force"), arguments.has("dry-run"))
        letters = try PostgresDeadLetters(url: try Self.database(of: spec))
        outlook = try ReplayOutlook(of: spec, log)
    }

    /// The first that keeps dead letters.
    private static func database(of spec: PipelineSpec) throws(ConnectorError) -> Secret {
        let keepers = spec.sinks.filter { spec.deadLetter.sinks.contains($0.name) }
        guard let warehouse = keepers.warehouse else {
            throw .invalidSetting(
                "the pipeline \(spec.name) keeps no dead letters in PostgreSQL: `dead_letter` has to name a sink of type postgres"
            )
        }
        return warehouse.spec.url
    }

    func run() throws -> ExitCode {
        let inputs = spec.sources.flatMap { source -> [(source: String, topic: String)] in
            guard case .kafka(let kafka) = source.kind else { return [] }
            return kafka.topics.map { (source.name, $0) }
        }
        var earlier = filter
        earlier.isReplayed = true
        let before = try letters.counts(earlier).reduce(0) { $0 + $1.letters }
        try letters.forEachBatch(filter, of: inputs, limit: limit, marks: !isRehearsal) { records in
            try outlook.learn(of: records, letters)
            return try send(
                records.filter { record in
                    let fate = outlook.fate(of: record)
                    if fate != .used { left[fate, default: 0] += 1 }
                    return isForced || fate == .used
                })
        }
        report(try letters.letters(filter, notOf: inputs))
        if before > 0 { print("\(Self.letters(before)) whose records were sent before, left") }
        return .ok
    }

    private func send(_ records: [DeadRecord]) throws(ConnectorError) -> [DeadRecord] {
        for record in records { sent[record.topic, default: 0] += 1 }
        guard !isRehearsal else { return records }
        for record in records {
            try producer(for: record.source).send(
                topic: record.topic, partition: record.partition, key: record.key, value: record.payload,
                headers: [("millrace-replay-of", "\(record.topic)/\(record.partition)/\(record.offset)")],
                timestamp: outlook.goesByMessageTime(record.source) ? record.timestamp : nil)
        }
        for producer in producers.values { try producer.flush() }
        return records
    }

    private func producer(for name: String) throws(ConnectorError) -> KafkaProducer {
        if let producer = producers[name] { return producer }
        guard let source = spec.sources.first(where: { $0.name == name }), case .kafka(let kafka) = source.kind else {
            throw .defect("the source \(name) has no topics")
        }
        let producer = try KafkaProducer(
            owner: "source \(name)", brokers: kafka.brokers, properties: kafka.properties, log: log)
        producers[name] = producer
        return producer
    }

    private func report(_ strangers: [(source: String, topic: String, count: Int64)]) {
        let count = sent.values.reduce(0, +)
        let topics = sent.sorted { $0.key < $1.key }.map { "\($0.key) \(Figures.count($0.value))" }
        let verb = isRehearsal ? "would be sent" : "sent"
        print("\(Self.records(count)) \(verb)" + (count > 0 ? ": \(topics.joined(separator: ", "))" : ""))
        let rest = isForced ? ", sent all the same" : ", left; --force sends them"
        for (fate, count) in left.sorted(by: { "\($0.key)" < "\($1.key)" }) {
            switch fate {
            case .used: break
            case .late: print("\(Self.records(count)) late, not after the newest of their series\(rest)")
            case .refused(let reason): print("\(Self.records(count)) refused by this file too (\(reason))\(rest)")
            }
        }
        for stranger in strangers {
            print(
                "\(Self.letters(stranger.count)) of \(stranger.topic) (source \(stranger.source)), which this file reads from no topic, left"
            )
        }
    }

    private static func letters(_ count: Int64) -> String { "\(Figures.count(count)) letter\(count == 1 ? "" : "s")" }

    private static func records(_ count: Int64) -> String { "\(Figures.count(count)) record\(count == 1 ? "" : "s")" }
}
