import CLibRDKafka
import PipelineSpec
import SnapshotTesting
import Snapshots
import Telemetry
import Testing

@testable import KafkaConnector

/// Brokers that live in this process, and do not say how a transaction ended.
@Suite struct LostAnswerTests {
    /// The number of the request that ends a transaction.
    private static let endTransaction: Int16 = 26

    @Test(.timeLimit(.minutes(2))) func aSnapshotThatWasCommittedIsPublished() throws {
        let settings = rd_kafka_conf_new()
        try #require(rd_kafka_conf_set(settings, "log_level", "0", nil, 0) == RD_KAFKA_CONF_OK)
        let client = try #require(rd_kafka_new(RD_KAFKA_PRODUCER, settings, nil, 0))
        defer { rd_kafka_destroy(client) }
        let cluster = try #require(rd_kafka_mock_cluster_new(client, 1))
        defer { rd_kafka_mock_cluster_destroy(cluster) }
        for topic in ["t", "state.p.s.t"] {
            try #require(rd_kafka_mock_topic_create(cluster, topic, 1, 1) == RD_KAFKA_RESP_ERR_NO_ERROR)
        }
        let spec = KafkaSourceSpec(
            brokers: String(cString: rd_kafka_mock_cluster_bootstraps(cluster)), topics: ["t"], group: "g")
        let store = try KafkaSnapshotStore(
            prefix: "state", pipeline: "p", sources: ["s": spec], log: Log(format: .json, threshold: .error))
        let name = SnapshotName(pipeline: "p", source: "s", topic: "t", partition: 0)
        let lineage = SnapshotLineage(name)
        var state = SnapshotState(10)
        try state.save(at: 1, lineage, in: store)
        // What these brokers have of a transaction can be read, whether it was committed or not.
        let error = [RD_KAFKA_RESP_ERR_INVALID_PRODUCER_ID_MAPPING]
        rd_kafka_mock_push_request_errors_array(cluster, Self.endTransaction, error.count, error)
        state.set(1, [9])
        try state.save(at: 2, lineage, in: store)
        #expect(lineage.isContinuable)
        state.set(2, [8])
        try state.save(at: 3, lineage, in: store)
        let loaded = SnapshotState.load(name, notAfter: 9, from: store)
        #expect(loaded.offset == 3 && loaded.state == state, "\(loaded.remarks)")
    }
}
