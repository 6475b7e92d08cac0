import CLibRDKafka
import PipelineSpec
import StreamRuntime

extension KafkaSource {
    var cluster: KafkaCluster {
        let topics = spec.topics.joined(separator: ", ")
        return KafkaCluster(
            owner: owner, brokers: spec.brokers,
            rights: "Read and Describe on \(topics), and Read on the group \(spec.group)", log: log)
    }

    /// Finds a broker that answers, and all topics.
    ///
    /// - Returns: the number of each topic's partitions.
    func reach(stopping: () -> Bool) throws(ConnectorError) -> [String: Int] {
        if let pattern = spec.topics.first(where: { $0.hasPrefix("^") }) {
            throw .invalidSetting("\(owner): \(pattern) is a pattern; topics: takes names")
        }
        let properties = try KafkaProperties(consumerSettings(partitions: 1))
        let client = try KafkaClient(RD_KAFKA_CONSUMER, properties, for: owner)
        var partitions: [String: Int] = [:]
        for topic in spec.topics {
            let found = try cluster.describe(topic: topic, client, isRequired: true, stopping: stopping)
            partitions[topic] = found?.partitions
        }
        return partitions
    }
}
