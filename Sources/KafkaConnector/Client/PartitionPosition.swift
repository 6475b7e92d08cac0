import CLibRDKafka

/// An offset in one partition of one topic.
struct PartitionPosition {
    var topic: String
    var partition: Int32
    /// An offset of the log, or one of librdkafka's logical ones below 0.
    var offset: Int64
    /// What went wrong with this partition; nil when nothing did.
    var failure: KafkaFailure?

    init(topic: String, partition: Int32, offset: Int64) {
        self.topic = topic
        self.partition = partition
        self.offset = offset
    }

    /// The same partition at another offset.
    func at(_ offset: Int64) -> PartitionPosition {
        PartitionPosition(topic: topic, partition: partition, offset: offset)
    }
}
