import CLibRDKafka

/// Owns one `rd_kafka_topic_partition_list_t`.
struct PartitionList: ~Copyable {
    let pointer: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

    init(_ positions: [PartitionPosition]) {
        pointer = rd_kafka_topic_partition_list_new(Int32(clamping: positions.count))
        for position in positions {
            let added = rd_kafka_topic_partition_list_add(pointer, position.topic, position.partition)
            added?.pointee.offset = position.offset
        }
    }

    deinit { rd_kafka_topic_partition_list_destroy(pointer) }

    /// The list's entries, copied.
    var positions: [PartitionPosition] { Self.positions(in: pointer) }

    /// The entries of a list that belongs to somebody else; nothing when there is none.
    static func positions(in list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?) -> [PartitionPosition] {
        guard let list, let elements = list.pointee.elems else { return [] }
        return (0..<Int(list.pointee.cnt)).map { index in
            let element = elements[index]
            var position = PartitionPosition(
                topic: element.topic.map { String(cString: $0) } ?? "", partition: element.partition,
                offset: element.offset)
            if element.err != RD_KAFKA_RESP_ERR_NO_ERROR { position.failure = KafkaFailure(element.err) }
            return position
        }
    }
}
