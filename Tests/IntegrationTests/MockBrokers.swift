import CLibRDKafka
import Testing

/// A cluster of brokers within the test's process that other processes reach, and that does what it is told: other leaders,
/// members that are missed when their session is over.
final class MockBrokers {
    private let client: OpaquePointer
    private let cluster: OpaquePointer
    let addresses: String

    init(_ count: Int32, topic: String, partitions: Int32) throws {
        let settings = rd_kafka_conf_new()
        var text = [CChar](repeating: 0, count: 512)
        try #require(rd_kafka_conf_set(settings, "log_level", "0", &text, text.count) == RD_KAFKA_CONF_OK)
        client = try #require(rd_kafka_new(RD_KAFKA_PRODUCER, settings, &text, text.count))
        cluster = try #require(rd_kafka_mock_cluster_new(client, count))
        addresses = String(cString: rd_kafka_mock_cluster_bootstraps(cluster))
        try #require(
            rd_kafka_mock_topic_create(cluster, topic, partitions, count) == RD_KAFKA_RESP_ERR_NO_ERROR)
    }

    deinit {
        rd_kafka_mock_cluster_destroy(cluster)
        rd_kafka_destroy(client)
    }

    func lead(_ topic: String, _ partition: Int32, by broker: Int32) {
        rd_kafka_mock_partition_set_leader(cluster, topic, partition, broker)
    }

    func takeDown(_ broker: Int32) { rd_kafka_mock_broker_set_down(cluster, broker) }
    func bringUp(_ broker: Int32) { rd_kafka_mock_broker_set_up(cluster, broker) }
}
