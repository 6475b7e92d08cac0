import Telemetry
import CLibRDKafka
import Glibc
import PipelineSpec
import StreamRuntime
import TimeSeries

extension KafkaSession {
    /// How long the end of a log may seem to lie before an offset that was read: a broker that has just become a partition's
    /// leader may not know yet how far its followers are.
    private static let leaderChangePatience: Duration = .seconds(5)

    /// From the oldest record of each partition's log to the offset that the next one will get.
    func logBounds(of positions: [PartitionPosition]) throws(ConnectorError) -> [Range<Int64>] {
        try patiently { () throws(KafkaFailure) in
            let oldest = try client.lookUp(positions.map { $0.at(KafkaClient.beginning) }, within: 3_000)
            let next = try client.lookUp(positions.map { $0.at(KafkaClient.end) }, within: 3_000)
            return zip(oldest, next).map { first, last in
                let start = max(first.offset, 0)
                return start..<max(last.offset, start)
            }
        }
    }

    /// Where to begin a partition that no sink has seen.
    func startOffset(of position: PartitionPosition, in log: Range<Int64>) throws(ConnectorError) -> Int64 {
        // A partition that did not exist when the run began has nothing that `latest` was meant to leave out.
        let isNew = Int(position.partition) >= partitionsAtStart[position.topic] ?? 0
        switch source.spec.start {
        case .earliest: return log.lowerBound
        case .latest: return isNew ? log.lowerBound : log.upperBound
        case .committed:
            let found = try patiently { () throws(KafkaFailure) in try client.committed([position], within: 3_000) }
            guard let offset = found.first?.offset, offset >= 0 else { return log.lowerBound }
            return offset
        case .at(let time):
            // The first record that is not older: a time within a millisecond is rounded up.
            let milliseconds = time.microseconds / 1_000 + (time.microseconds % 1_000 > 0 ? 1 : 0)
            let found = try patiently { () throws(KafkaFailure) in
                try client.lookUp([position.at(max(milliseconds, 0))], within: 3_000)
            }
            guard let offset = found.first?.offset, offset >= 0 else { return log.upperBound }
            return offset
        }
    }

    /// `wanted`, when the log has it or will have it next; what the pipeline file says to do otherwise.
    func readableOffset(
        _ wanted: Int64, of position: PartitionPosition, in log: Range<Int64>
    ) throws(ConnectorError) -> Int64 {
        if wanted < log.lowerBound { return try offsetBehindGap(wanted, of: position, in: log) }
        let deadline = ContinuousClock.now + Self.leaderChangePatience
        var end = log.upperBound
        while wanted > end, ContinuousClock.now < deadline, !intake.isStopping {
            usleep(200_000)
            end = try logBounds(of: [position]).first?.upperBound ?? end
        }
        guard wanted <= end else {
            throw .inconsistent(
                """
                \(source.owner): topic \(position.topic), partition \(position.partition) ends at offset \(end), but \
                offset \(wanted) is to be read next: the topic was made anew, or has lost records. Give the pipeline a \
                new name and group, or forget its progress in the database and its state, to begin afresh
                """)
        }
        return wanted
    }

    /// A failure in the place of records of one partition.
    func handle(_ failure: KafkaFailure, at offset: Int64, in feed: PartitionFeed) throws(ConnectorError) {
        if failure.code == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET {
            try handleMissingOffset(in: feed)
        } else if failure.isUnreadableData {
            throw .inconsistent(
                """
                \(source.owner): topic \(feed.id.topic), partition \(feed.id.partition) cannot be read at offset \
                \(offset): \(failure.text). The record is damaged or needs another client; nothing is skipped unasked
                """)
        } else {
            try handle(failure)
        }
    }

    /// The log no longer has the offset that we are at.
    private func handleMissingOffset(in feed: PartitionFeed) throws(ConnectorError) {
        let position = PartitionPosition(topic: feed.id.topic, partition: feed.id.partition, offset: feed.nextOffset)
        guard let log = try logBounds(of: [position]).first else { return }
        let offset = try readableOffset(feed.nextOffset, of: position, in: log)
        feed.skip(to: offset)
        answer { () throws(KafkaFailure) in try client.restart(at: position.at(offset)) }
    }

    private func offsetBehindGap(
        _ wanted: Int64, of position: PartitionPosition, in log: Range<Int64>
    ) throws(ConnectorError) -> Int64 {
        let oldest = log.lowerBound
        let gap = """
            \(source.owner): topic \(position.topic), partition \(position.partition): offset \(wanted) is to be read \
            next, but the oldest record still there is \(oldest); \(oldest - wanted) are gone
            """
        let policy = source.spec.truncated
        guard policy != .fail else {
            throw .inconsistent(
                """
                \(gap). Keep records longer (retention.ms of the topic), or set truncated: earliest on the source to go \
                on without them, or truncated: latest to go on with what comes from now on
                """)
        }
        // Where only what the models learned from is gone, nothing that has not been processed is passed over.
        let isHistory = intake.committedOffsets()[partitionID(position)].map { $0 >= oldest && $0 > wanted } ?? false
        let next = policy == .latest && !isHistory ? log.upperBound : oldest
        intake.noteMissing(next - wanted)
        source.log.warning(
            "\(gap); going on at \(next), as truncated: \(policy.rawValue) says",
            ["source": .text(source.name), "missing": .integer(next - wanted)])
        return next
    }
}
