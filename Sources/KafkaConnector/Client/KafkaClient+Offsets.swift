import CLibRDKafka

extension KafkaClient {
    /// The offsets at which partitions begin, as ``lookUp(_:within:)`` is asked for them.
    static let beginning: Int64 = -2
    /// The offset that the next record will get, likewise.
    static let end: Int64 = -1

    /// For each partition, the first offset whose record is not older than the millisecond that stands in `offset`, or what
    /// ``beginning`` and ``end`` stand for. One request to each leader; blocks up to `milliseconds`.
    ///
    /// - Returns: as many positions, in the same order; an offset is ``end`` where no record is as young as that.
    borrowing func lookUp(
        _ positions: [PartitionPosition], within milliseconds: Int32
    ) throws(KafkaFailure) -> [PartitionPosition] {
        guard !positions.isEmpty else { return [] }
        let list = PartitionList(positions)
        try KafkaFailure.check(rd_kafka_offsets_for_times(pointer, list.pointer, milliseconds))
        return try Self.withoutFailures(list.positions)
    }

    /// The group's committed offset of each partition; below 0 where there is none. Blocks up to `milliseconds`.
    borrowing func committed(
        _ positions: [PartitionPosition], within milliseconds: Int32
    ) throws(KafkaFailure) -> [PartitionPosition] {
        guard !positions.isEmpty else { return [] }
        let list = PartitionList(positions)
        try KafkaFailure.check(rd_kafka_committed(pointer, list.pointer, milliseconds))
        return try Self.withoutFailures(list.positions)
    }

    /// Sends the group's new offsets; the result comes as an event from ``nextCommitResult(waiting:)``.
    borrowing func commit(_ positions: [PartitionPosition]) throws(KafkaFailure) {
        let list = PartitionList(positions)
        try KafkaFailure.check(rd_kafka_commit_queue(pointer, list.pointer, commits, nil, nil))
    }

    /// The end of a partition's log as the last answer to a fetch told it; nil before the first. Asks nobody.
    borrowing func cachedEnd(topic: String, partition: Int32) -> Int64? {
        var low: Int64 = -1
        var high: Int64 = -1
        let code = rd_kafka_get_watermark_offsets(pointer, topic, partition, &low, &high)
        return code == RD_KAFKA_RESP_ERR_NO_ERROR && high >= 0 ? high : nil
    }

    private static func withoutFailures(
        _ positions: [PartitionPosition]
    ) throws(KafkaFailure) -> [PartitionPosition] {
        for position in positions {
            if let failure = position.failure { throw failure }
        }
        return positions
    }
}
