import PipelineSpec
import Snapshots
import StreamRuntime

/// Writes snapshots of one partition, each in one transaction. Making one takes the writing away from whoever did it before, and
/// takes back what that one had not committed. Nothing else does: librdkafka 2.0 may end the process where a transaction is
/// aborted, or committed once more, after a call about it came back without an answer.
///
/// `@unchecked Sendable`: one thread at a time uses it, and hands it on by the store's lock.
final class StateTopicWriter: @unchecked Sendable {
    /// How long brokers may take to answer, and how long a transaction may take: the most that brokers allow by default.
    private static let patience: Duration = .seconds(30)
    private static let limit: Duration = .seconds(900)

    let name: SnapshotName
    /// The newest snapshot there is; nil also where it cannot be read.
    var newest: SnapshotHead?
    /// The highest generation there is.
    var generation: Int64 = 0
    private let topic: String
    private let keys: StateKeys
    private let producer: KafkaProducer
    private var isWithin = false

    init(_ name: SnapshotName, topic: String, _ brokers: StateBrokers) throws(ConnectorError) {
        (self.name, self.topic) = (name, topic)
        keys = StateKeys(name)
        producer = try brokers.producer("millrace/\(topic)/\(name.relativePath)", transactionsWithin: Self.limit)
        try producer.takeName(within: Self.patience)
    }

    /// Whether somebody else has taken the writing.
    var isFenced: Bool { producer.isFenced }

    /// Sends a part of the next snapshot; nil takes it away.
    func send(_ part: StateKeys.Part, _ value: [UInt8]?) throws(ConnectorError) {
        if !isWithin {
            try producer.beginTransaction()
            isWithin = true
        }
        try producer.send(
            topic: topic, partition: name.partition, key: keys.key(of: part), value: value, timestamp: nil)
    }

    /// Waits until the brokers have everything that was sent.
    func deliver() throws(ConnectorError) { try producer.flush(within: Self.patience) }

    /// Makes everything that was delivered readable, wholly or not at all. Where it fails, either may be.
    func commit() throws(ConnectorError) {
        try producer.commitTransaction(within: Self.patience)
        isWithin = false
    }
}
