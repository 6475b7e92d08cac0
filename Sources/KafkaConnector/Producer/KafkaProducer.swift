import CLibRDKafka
package import PipelineSpec
package import StreamRuntime
package import Telemetry
package import TimeSeries

/// Writes messages to topics, each once and in order for each key, as Kafka's own Java client would place them.
///
/// All calls come from one thread. What was sent is delivered only when ``flush(within:shouldGiveUp:)`` has returned.
package final class KafkaProducer {
    /// Messages between two looks at what librdkafka has to report.
    private static let messagesPerLook = 1_000

    let client: KafkaClient
    let cluster: KafkaCluster
    private var topics: [String: OpaquePointer] = [:]
    private var failure: (count: Int, first: KafkaFailure)?
    private var isWarned = false
    /// Why a broker and this program did not take each other for whom they say they are, since all was last delivered. A broker
    /// that is restarted within a handshake looks like one.
    private var estrangement: KafkaFailure?
    /// Whether the first failure says that a message is one that the topic never takes, whoever sends it and when.
    package private(set) var isMessageRefused = false
    /// How many messages were taken by ``send(topic:partition:key:value:headers:timestamp:)``.
    package private(set) var sent: Int64 = 0

    /// Does not connect yet: use ``KafkaTopics/ensure(_:partitions:isCompacted:)`` before, which does.
    ///
    /// - Parameters:
    ///   - owner: whom messages are about: `sink incidents`.
    ///   - properties: any librdkafka property, which replaces the ones chosen here.
    ///   - deliveryTimeout: how long librdkafka tries to deliver a message.
    /// - Throws: ``ConnectorError/invalidSetting(_:)`` when librdkafka refuses a property.
    package init(
        owner: String = "produce", brokers: String, properties: [(name: String, value: Secret)] = [],
        deliveryTimeout: Duration = .seconds(60), log: Log
    ) throws(ConnectorError) {
        cluster = KafkaCluster(
            owner: owner, brokers: brokers, rights: "Write and Describe on the topic", log: log)
        let settings = KafkaSettings(
            owner: cluster.owner, brokers: brokers,
            defaults: [
                ("enable.idempotence", "true"),
                ("compression.codec", "lz4"),
                ("partitioner", "murmur2_random"),
                ("linger.ms", "20"),
                ("queue.buffering.max.messages", "100000"),
                ("queue.buffering.max.kbytes", "131072"),
                ("message.max.bytes", "10000000"),
                ("message.timeout.ms", "\(Int(deliveryTimeout / .milliseconds(1)))"),
                ("delivery.report.only.error", "true"),
            ], user: properties)
        client = try KafkaClient(RD_KAFKA_PRODUCER, KafkaProperties(settings), for: cluster.owner)
    }

    deinit {
        for topic in topics.values { rd_kafka_topic_destroy(topic) }
    }

    /// Copies a message into the queue; waits while that is full.
    ///
    /// - Parameters:
    ///   - partition: where it goes to; nil sends messages with the same key to the same one, those without one to any.
    ///   - value: nil for a tombstone.
    ///   - headers: texts that travel beside the value, in order.
    ///   - timestamp: the time the record is said to be of, kept to the millisecond; now when it is nil.
    /// - Throws: why this message cannot be sent, or one before it could not be delivered.
    package func send(
        topic: String, partition: Int32? = nil, key: [UInt8]?, value: [UInt8]?,
        headers: [(name: String, value: String)] = [], timestamp: Timestamp?
    ) throws(ConnectorError) {
        let handle = try handle(of: topic)
        let milliseconds = timestamp.map { $0.microseconds / 1_000 } ?? 0
        let list = Self.list(of: headers)
        while true {
            let code = Self.withBytes(key) { key, keyCount in
                Self.withBytes(value) { value, valueCount in
                    millrace_produce(
                        client.pointer, handle, partition ?? RD_KAFKA_PARTITION_UA, key, keyCount, value, valueCount,
                        list, milliseconds)
                }
            }
            switch code {
            case RD_KAFKA_RESP_ERR_NO_ERROR:
                sent += 1
                if sent % Int64(Self.messagesPerLook) == 0 { try serve(waiting: 0) }
                return
            case RD_KAFKA_RESP_ERR__QUEUE_FULL:
                do throws(ConnectorError) {
                    try serve(waiting: 100)
                } catch {
                    if let list { rd_kafka_headers_destroy(list) }
                    throw error
                }
            default:
                if let list { rd_kafka_headers_destroy(list) }
                throw undelivered(KafkaFailure(code), count: 1)
            }
        }
    }

    private static func list(of headers: [(name: String, value: String)]) -> OpaquePointer? {
        guard !headers.isEmpty, let list = rd_kafka_headers_new(headers.count) else { return nil }
        for header in headers {
            // A header without a name, or too long for memory, is the only one that is refused.
            _ = rd_kafka_header_add(list, header.name, -1, header.value, header.value.utf8.count)
        }
        return list
    }

    /// Waits until everything sent has been delivered.
    ///
    /// - Throws: why something was not delivered, or that it was not within `limit`, or that `shouldGiveUp` said so.
    package func flush(
        within limit: Duration = .seconds(90), shouldGiveUp: () -> Bool = { false }
    ) throws(ConnectorError) {
        let deadline = ContinuousClock.now + limit
        // Only ends the lingering; with delivery reports as events it does not wait.
        rd_kafka_flush(client.pointer, 0)
        while rd_kafka_outq_len(client.pointer) > 0 {
            try serve(waiting: 20)
            if shouldGiveUp() {
                throw .interrupted("\(cluster.owner): stopped before \(cluster.brokers) acknowledged everything")
            }
            if ContinuousClock.now >= deadline {
                let count = rd_kafka_outq_len(client.pointer)
                throw .unreachable(
                    "\(cluster.owner): \(count) messages were not delivered to \(cluster.brokers) in \(limit)"
                        + (advice ?? ""))
            }
        }
        try serve(waiting: 0)
        estrangement = nil
    }

    /// What to do about brokers that let nobody in, for the end of a sentence; nil where they do.
    private var advice: String? {
        estrangement.map {
            "; a broker and this program do not accept each other: \($0.text); check security.protocol, sasl.* and ssl.*"
        }
    }

    private func serve(waiting milliseconds: Int32) throws(ConnectorError) {
        var wait = milliseconds
        while let event = client.nextEvent(waiting: wait) {
            wait = 0
            switch event {
            case .undelivered(let count, let cause): failure = ((failure?.count ?? 0) + count, failure?.first ?? cause)
            case .failed(let cause, let isFatal):
                if isFatal { throw undelivered(cause, count: Int(rd_kafka_outq_len(client.pointer))) }
                if cause.isAuthorization { throw cluster.refused(cause) }
                if cause.isAuthentication { estrangement = cause }
                if cause.code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, !isWarned {
                    isWarned = true
                    cluster.log.warning("\(cluster.owner): no broker at \(cluster.brokers) can be reached; trying on")
                }
            case .logged(_, let text): cluster.log.debug("\(cluster.owner): \(text)")
            default: break
            }
        }
        if let failure { throw undelivered(failure.first, count: failure.count) }
    }

    private func undelivered(_ failure: KafkaFailure, count: Int) -> ConnectorError {
        isMessageRefused = failure.isRefusalOfMessage
        if failure.isRefusal { return cluster.refused(failure) }
        let sentence = "\(cluster.owner): \(count) messages were not delivered to \(cluster.brokers): \(failure.text)"
        switch failure.code {
        case RD_KAFKA_RESP_ERR__MSG_TIMED_OUT, RD_KAFKA_RESP_ERR__TRANSPORT:
            return .unreachable(sentence + (advice ?? "; is Kafka running there?"))
        case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE:
            return .unusable("\(sentence); raise max.message.bytes of the topic, or leave the message out")
        default:
            return .unusable(failure.isUnknownTopic ? "\(sentence); create the topic" : sentence)
        }
    }

    private func handle(of topic: String) throws(ConnectorError) -> OpaquePointer {
        if let handle = topics[topic] { return handle }
        guard let handle = rd_kafka_topic_new(client.pointer, topic, nil) else {
            throw .invalidSetting(
                "\(cluster.owner): \(topic) cannot be a topic: \(KafkaFailure(rd_kafka_last_error()).text)")
        }
        topics[topic] = handle
        return handle
    }

    /// The bytes' address and count; no address when there are no bytes, an address when they are none.
    private static func withBytes<Result>(
        _ bytes: [UInt8]?, _ body: (UnsafeRawPointer?, Int) -> Result
    ) -> Result {
        guard let bytes else { return body(nil, 0) }
        return withUnsafePointer(to: 0 as UInt8) { empty in
            bytes.withUnsafeBytes { body($0.baseAddress ?? UnsafeRawPointer(empty), $0.count) }
        }
    }
}
