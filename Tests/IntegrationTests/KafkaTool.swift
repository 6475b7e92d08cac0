import CLibRDKafka
import Foundation
import Testing

/// What a test does to a broker as somebody else would: administration, and producing in transactions.
final class KafkaTool {
    private let pointer: OpaquePointer

    init(_ brokers: String, _ properties: [String: String] = [:]) throws {
        let settings = rd_kafka_conf_new()
        var text = [CChar](repeating: 0, count: 512)
        for (name, value) in properties.merging(
            ["bootstrap.servers": brokers, "log_level": "0"], uniquingKeysWith: { $1 })
        {
            try #require(rd_kafka_conf_set(settings, name, value, &text, text.count) == RD_KAFKA_CONF_OK)
        }
        pointer = try #require(rd_kafka_new(RD_KAFKA_PRODUCER, settings, &text, text.count))
    }

    deinit { rd_kafka_destroy(pointer) }

    func delete(topic: String) throws {
        var topics: [OpaquePointer?] = [rd_kafka_DeleteTopic_new(topic)]
        defer { rd_kafka_DeleteTopic_destroy(topics[0]) }
        try administer { rd_kafka_DeleteTopics(pointer, &topics, 1, nil, $0) }
    }

    func add(to topic: String, partitionsUpTo count: Int) throws {
        var text = [CChar](repeating: 0, count: 512)
        var new: [OpaquePointer?] = [rd_kafka_NewPartitions_new(topic, count, &text, text.count)]
        defer { rd_kafka_NewPartitions_destroy(new[0]) }
        try administer { rd_kafka_CreatePartitions(pointer, &new, 1, nil, $0) }
    }

    private func administer(_ call: (OpaquePointer?) -> Void) throws {
        let queue = rd_kafka_queue_new(pointer)
        defer { rd_kafka_queue_destroy(queue) }
        call(queue)
        let event = try #require(rd_kafka_queue_poll(queue, 20_000))
        defer { rd_kafka_event_destroy(event) }
        try #require(rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR_NO_ERROR)
    }

    /// Produces `key<TAB>value` lines in one transaction, which is committed or taken back. Needs a `transactional.id`.
    func transact(_ lines: [String], to topic: String, commits: Bool, isFirst: Bool) throws {
        func check(_ error: OpaquePointer?) throws {
            let text = error.map { String(cString: rd_kafka_error_string($0)) }
            rd_kafka_error_destroy(error)
            try #require(text == nil)
        }
        if isFirst { try check(rd_kafka_init_transactions(pointer, 20_000)) }
        try check(rd_kafka_begin_transaction(pointer))
        try produce(lines, to: topic)
        try check(
            commits ? rd_kafka_commit_transaction(pointer, 20_000) : rd_kafka_abort_transaction(pointer, 20_000))
    }

    /// Produces `key<TAB>value` lines, and waits until they are there.
    func produce(_ lines: [String], to topic: String) throws {
        let handle = rd_kafka_topic_new(pointer, topic, nil)
        defer { rd_kafka_topic_destroy(handle) }
        for line in lines {
            let parts = line.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false).map {
                Array($0.utf8)
            }
            var value = parts[1]
            let result = rd_kafka_produce(
                handle, -1, Int32(RD_KAFKA_MSG_F_COPY), &value, value.count, parts[0], parts[0].count, nil)
            try #require(result == 0)
            rd_kafka_poll(pointer, 0)
        }
        try #require(rd_kafka_flush(pointer, 20_000) == RD_KAFKA_RESP_ERR_NO_ERROR)
    }
}
