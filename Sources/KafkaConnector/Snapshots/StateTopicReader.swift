import CLibRDKafka
import PipelineSpec
import Snapshots
import StreamRuntime

/// Reads what has been committed to one partition of a topic, as a member of no group.
struct StateTopicReader: ~Copyable {
    /// How long brokers may take to bring the next messages.
    private static let patience: Duration = .seconds(30)
    private static let batchCount = 1_000

    private let client: KafkaClient
    private let topic: String
    private let partition: Int32

    init(_ brokers: StateBrokers, topic: String, partition: Int32) throws(ConnectorError) {
        let settings = KafkaSettings(
            owner: StateBrokers.owner, brokers: brokers.addresses,
            defaults: [
                // The client library wants a name for a group, which is never joined.
                ("group.id", "millrace-state"),
                ("enable.auto.commit", "false"),
                ("enable.auto.offset.store", "false"),
                ("auto.offset.reset", "earliest"),
                ("enable.partition.eof", "true"),
                ("isolation.level", "read_committed"),
                ("allow.auto.create.topics", "false"),
                ("receive.message.max.bytes", "1000000000"),
            ], user: brokers.properties)
        client = try KafkaClient(RD_KAFKA_CONSUMER, KafkaProperties(settings), for: StateBrokers.owner)
        self.topic = topic
        self.partition = partition
    }

    /// Where the partition begins, and where it ends now.
    borrowing func extent() throws(ConnectorError) -> Range<Int64> {
        let position = PartitionPosition(topic: topic, partition: partition, offset: KafkaClient.beginning)
        do throws(KafkaFailure) {
            let first = try client.lookUp([position], within: 10_000)[0].offset
            let end = try client.lookUp([position.at(KafkaClient.end)], within: 10_000)[0].offset
            return max(first, 0)..<max(end, first, 0)
        } catch {
            throw failed(error)
        }
    }

    /// Shows messages from an offset on, up to the end of what has been committed, or until `body` returns false.
    borrowing func read(
        from offset: Int64, _ body: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer?) -> Bool
    ) throws(ConnectorError) {
        guard let queue = client.recordQueue(topic: topic, partition: partition) else {
            throw .unusable("\(StateBrokers.owner): the Kafka client has no queue for \(topic)/\(partition)")
        }
        defer { rd_kafka_queue_destroy(queue) }
        do throws(KafkaFailure) {
            try client.readWithoutGroup([PartitionPosition(topic: topic, partition: partition, offset: offset)])
            defer { try? client.readWithoutGroup([]) }
            try read(queue, body)
        } catch {
            throw failed(error)
        }
    }

    private borrowing func read(
        _ queue: OpaquePointer, _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer?) -> Bool
    ) throws(KafkaFailure) {
        var messages = [UnsafeMutablePointer<rd_kafka_message_t>?](repeating: nil, count: Self.batchCount)
        var deadline = ContinuousClock.now + Self.patience
        while ContinuousClock.now < deadline {
            let count = messages.withUnsafeMutableBufferPointer {
                rd_kafka_consume_batch_queue(queue, 100, $0.baseAddress, $0.count)
            }
            client.takeEvents { _ in }
            guard count > 0 else { continue }
            deadline = ContinuousClock.now + Self.patience
            defer { for index in 0..<count { rd_kafka_message_destroy(messages[index]) } }
            for message in messages[..<count] {
                guard let message = message?.pointee else { continue }
                switch message.err {
                case RD_KAFKA_RESP_ERR_NO_ERROR:
                    let key = UnsafeRawBufferPointer(start: message.key, count: message.key_len)
                    let value = message.payload.map { UnsafeRawBufferPointer(start: $0, count: message.len) }
                    guard body(key, value) else { return }
                case RD_KAFKA_RESP_ERR__PARTITION_EOF: return
                default:
                    let failure = KafkaFailure(message.err)
                    // The client goes on by itself where a broker is away.
                    if failure.isRefusal || failure.isUnknownTopic || failure.isUnreadableData { throw failure }
                }
            }
        }
        throw KafkaFailure(RD_KAFKA_RESP_ERR__TIMED_OUT)
    }

    private borrowing func failed(_ failure: KafkaFailure) -> ConnectorError {
        .unreachable("\(StateBrokers.owner): \(topic)/\(partition) cannot be read: \(failure.text)")
    }
}
