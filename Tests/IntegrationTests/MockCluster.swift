import CLibRDKafka
import Testing

/// Brokers that live in this process, at real ports: what servers do only when something is wrong with them, these do when
/// they are told to. They drop a member that is not heard of for its session; they keep 5 MB of a partition.
final class MockCluster {
    /// Requests that a consumer makes, by their numbers in the protocol.
    enum Request: Int16, CaseIterable {
        case fetch = 1, listOffsets = 2, metadata = 3, offsetCommit = 8, offsetFetch = 9, findCoordinator = 10
        case joinGroup = 11, heartbeat = 12, syncGroup = 14
    }

    let brokers: Range<Int32>
    let address: String
    private let topic: String
    private let client: OpaquePointer
    private let cluster: OpaquePointer

    /// - Parameter replicas: on how many brokers each partition lies.
    init(topic: String, partitions: Int32, brokers count: Int32 = 3, replicas: Int32 = 1) throws {
        self.topic = topic
        brokers = 1..<count + 1
        let settings = rd_kafka_conf_new()
        try #require(rd_kafka_conf_set(settings, "log_level", "0", nil, 0) == RD_KAFKA_CONF_OK)
        client = try #require(rd_kafka_new(RD_KAFKA_PRODUCER, settings, nil, 0))
        cluster = try #require(rd_kafka_mock_cluster_new(client, count))
        address = String(cString: rd_kafka_mock_cluster_bootstraps(cluster))
        try #require(rd_kafka_mock_topic_create(cluster, topic, partitions, replicas) == RD_KAFKA_RESP_ERR_NO_ERROR)
    }

    deinit {
        rd_kafka_mock_cluster_destroy(cluster)
        rd_kafka_destroy(client)
    }

    /// The next requests of this kind are answered with these errors.
    func answer(_ request: Request, with errors: [rd_kafka_resp_err_t]) {
        rd_kafka_mock_push_request_errors_array(cluster, request.rawValue, errors.count, errors)
    }

    /// Everything is answered again as it should be.
    func forgetErrors() {
        for request in Request.allCases { rd_kafka_mock_clear_request_errors(cluster, request.rawValue) }
    }

    /// Another broker leads the partition from now on.
    func moveLeader(of partition: Int32, to broker: Int32) {
        rd_kafka_mock_partition_set_leader(cluster, topic, partition, broker)
    }

    /// Another broker coordinates the group from now on.
    func moveCoordinator(of group: String, to broker: Int32) {
        rd_kafka_mock_coordinator_set(cluster, "group", group, broker)
    }

    /// Connections to it are cut, and refused from now on.
    func takeDown(_ broker: Int32) { rd_kafka_mock_broker_set_down(cluster, broker) }

    func bringUp(_ broker: Int32) { rd_kafka_mock_broker_set_up(cluster, broker) }

    /// It answers so much later from now on.
    func slowDown(_ broker: Int32, milliseconds: Int32) {
        rd_kafka_mock_broker_set_rtt(cluster, broker, milliseconds)
    }
}
