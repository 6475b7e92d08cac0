/// One ordered log that a source offers: a Kafka partition, or a file (partition 0).
package struct PartitionID: Hashable, Sendable, CustomStringConvertible {
    /// The source's name in the pipeline file.
    package var source: String
    /// The Kafka topic, or the path of the file as the pipeline file writes it.
    package var topic: String
    /// The partition's number; 0 for a file.
    package var partition: Int32

    package init(source: String, topic: String, partition: Int32) {
        self.source = source
        self.topic = topic
        self.partition = partition
    }

    /// `topic/partition`, as messages name it.
    package var description: String { "\(topic)/\(partition)" }
}
