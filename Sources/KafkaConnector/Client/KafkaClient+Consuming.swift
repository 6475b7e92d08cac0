import CLibRDKafka

/// Rebalances are cooperative: each names only the partitions that change.
extension KafkaClient {
    /// Joins the group; assignments follow as events.
    borrowing func subscribe(to topics: [String]) throws(KafkaFailure) {
        let list = PartitionList(topics.map { PartitionPosition(topic: $0, partition: -1, offset: 0) })
        try KafkaFailure.check(rd_kafka_subscribe(pointer, list.pointer))
    }

    /// Begins to leave the group; what is ours is revoked by an event first.
    borrowing func unsubscribe() { rd_kafka_unsubscribe(pointer) }

    /// Whether the group counts us among its members.
    var isMember: Bool {
        guard let text = rd_kafka_memberid(pointer) else { return false }
        defer { rd_kafka_mem_free(pointer, text) }
        return text.pointee != 0
    }

    /// Whether the group has already given our partitions to others.
    var hasLostAssignment: Bool { rd_kafka_assignment_lost(pointer) != 0 }

    /// The queue of one partition's records, cut off from the queue of events: what is not taken from it waits in
    /// librdkafka, up to `queued.min.messages`, and holds up no other partition. Cut off before the partition is assigned.
    borrowing func recordQueue(topic: String, partition: Int32) -> OpaquePointer? {
        guard let queue = rd_kafka_queue_get_partition(pointer, topic, partition) else { return nil }
        rd_kafka_queue_forward(queue, nil)
        return queue
    }

    /// Answers an assignment: reads these partitions from these offsets on, besides the ones read already.
    borrowing func assign(_ positions: [PartitionPosition]) throws(KafkaFailure) {
        let list = PartitionList(positions)
        try KafkaFailure.check(rd_kafka_incremental_assign(pointer, list.pointer))
    }

    /// Reads these partitions from these offsets on, and no others, as a member of no group.
    borrowing func readWithoutGroup(_ positions: [PartitionPosition]) throws(KafkaFailure) {
        let list = PartitionList(positions)
        try KafkaFailure.check(rd_kafka_assign(pointer, list.pointer))
    }

    /// Answers a revocation: reads these partitions no more, and tells the group so.
    borrowing func unassign(_ positions: [PartitionPosition]) throws(KafkaFailure) {
        let list = PartitionList(positions)
        try KafkaFailure.check(rd_kafka_incremental_unassign(pointer, list.pointer))
    }

    /// Goes on reading one of our partitions at `position`, after librdkafka gave up reading it.
    borrowing func restart(at position: PartitionPosition) throws(KafkaFailure) {
        try unassign([position])
        try assign([position])
    }

    /// Starts to leave the group; the last revocation comes as an event, and ``isClosed`` turns true when all is done.
    borrowing func beginClose() throws(KafkaFailure) {
        let consumer = rd_kafka_queue_get_consumer(pointer)
        defer { if let consumer { rd_kafka_queue_destroy(consumer) } }
        try KafkaFailure.check(rd_kafka_consumer_close_queue(pointer, consumer))
    }

    var isClosed: Bool { rd_kafka_consumer_closed(pointer) != 0 }
}
