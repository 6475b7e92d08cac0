import CLibRDKafka

/// What one librdkafka event tells, in values of our own.
enum KafkaEvent {
    /// These partitions become ours; the group waits until we say that we have them.
    case assigned([PartitionPosition])
    /// These partitions are taken from us; the group waits until we have let go of them.
    case revoked([PartitionPosition])
    /// Something failed; `fatal` when this client can do nothing any more.
    case failed(KafkaFailure, fatal: Bool)
    /// A line of librdkafka's log; `level` as syslog counts, 3 is an error, 4 a warning.
    case logged(level: Int32, text: String)
    /// A commit of offsets ended.
    case committed(KafkaFailure?, [PartitionPosition])
    /// So many messages could not be delivered; the failure is the first one's.
    case undelivered(count: Int, KafkaFailure)
    /// The topics of an administrative call, each with its failure.
    case topics([(name: String, failure: KafkaFailure?)], KafkaFailure?)
    case other

    /// Takes over an `rd_kafka_event_t` and frees it.
    init(consuming pointer: OpaquePointer) {
        defer { rd_kafka_event_destroy(pointer) }
        let code = rd_kafka_event_error(pointer)
        let failure =
            code == RD_KAFKA_RESP_ERR_NO_ERROR
            ? nil : KafkaFailure(code, rd_kafka_event_error_string(pointer).map { String(cString: $0) })
        switch rd_kafka_event_type(pointer) {
        case RD_KAFKA_EVENT_REBALANCE:
            let partitions = PartitionList.positions(in: rd_kafka_event_topic_partition_list(pointer))
            self = code == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS ? .assigned(partitions) : .revoked(partitions)
        case RD_KAFKA_EVENT_ERROR:
            let fatal = code == RD_KAFKA_RESP_ERR__FATAL || rd_kafka_event_error_is_fatal(pointer) != 0
            self = failure.map { .failed($0, fatal: fatal) } ?? .other
        case RD_KAFKA_EVENT_LOG:
            self = Self.logLine(pointer)
        case RD_KAFKA_EVENT_OFFSET_COMMIT:
            self = .committed(failure, PartitionList.positions(in: rd_kafka_event_topic_partition_list(pointer)))
        case RD_KAFKA_EVENT_DR:
            self = Self.deliveryReport(pointer)
        case RD_KAFKA_EVENT_CREATETOPICS_RESULT:
            var count = 0
            let results = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(pointer), &count)
            self = .topics(Self.topicResults(results, count), failure)
        case RD_KAFKA_EVENT_CREATEPARTITIONS_RESULT:
            var count = 0
            let results = rd_kafka_CreatePartitions_result_topics(
                rd_kafka_event_CreatePartitions_result(pointer), &count)
            self = .topics(Self.topicResults(results, count), failure)
        default:
            self = .other
        }
    }

    private static func logLine(_ pointer: OpaquePointer) -> KafkaEvent {
        var facility: UnsafePointer<CChar>?
        var line: UnsafePointer<CChar>?
        var level: Int32 = 0
        guard rd_kafka_event_log(pointer, &facility, &line, &level) == 0, let line else { return .other }
        return .logged(level: level, text: String(cString: line))
    }

    private static func deliveryReport(_ pointer: OpaquePointer) -> KafkaEvent {
        var failure: KafkaFailure?
        var count = 0
        while let message = rd_kafka_event_message_next(pointer) {
            let code = message.pointee.err
            guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { continue }
            count += 1
            failure = failure ?? KafkaFailure(code)
        }
        return failure.map { .undelivered(count: count, $0) } ?? .other
    }

    private static func topicResults(
        _ results: UnsafeMutablePointer<OpaquePointer?>?, _ count: Int
    ) -> [(name: String, failure: KafkaFailure?)] {
        guard let results else { return [] }
        return (0..<count).compactMap { index in
            guard let result = results[index], let name = rd_kafka_topic_result_name(result) else { return nil }
            let code = rd_kafka_topic_result_error(result)
            guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return (String(cString: name), nil) }
            let text = rd_kafka_topic_result_error_string(result).map { String(cString: $0) }
            return (String(cString: name), KafkaFailure(code, text))
        }
    }
}
