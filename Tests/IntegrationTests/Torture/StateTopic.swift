import PipelineSpec
import Snapshots
import Telemetry

@testable import KafkaConnector

/// A topic of the state store `kafka`, read from its beginning.
///
/// noida-db shows nothing more of a producer to who begins to read behind a transaction of it that was aborted. A store looks for the
/// newest snapshot from the end on, and may be shown an older one there.
struct StateTopic {
    let brokers: String
    /// What is read by the pipeline, and how many partitions of it there are.
    let topic: String
    let partitions: Int32

    /// What `state verify` says of the newest snapshot of each partition, without the count of series.
    func newest(pipeline: String, source: String) throws -> [String] {
        let spec = KafkaSourceSpec(brokers: brokers, topics: [topic], group: "none")
        let state = StateBrokers(of: spec, Log(format: .human, threshold: .error))
        return try (0..<partitions).compactMap { partition in
            let keys = StateKeys(
                SnapshotName(pipeline: pipeline, source: source, topic: topic, partition: partition))
            let reader = try StateTopicReader(
                state, topic: "millrace-state.\(pipeline).\(source).\(topic)", partition: partition)
            var newest: SnapshotHead?
            try reader.read(from: try reader.extent().lowerBound) { key, value in
                if keys.read(key) == .head, let value { newest = try? SnapshotHead(decoding: value, place: "") }
                return true
            }
            return newest.map {
                "\(topic)/\(partition): offset \($0.offset), check value \(String($0.contentCheck, radix: 16)): whole"
            }
        }
    }
}
