import CLibRDKafka
import Glibc
import StreamRuntime
import Telemetry
import TimeSeries

/// One reading of a ``KafkaRange``.
final class KafkaRangeSession {
    /// How long brokers that answered before may be away.
    private static let patience: Duration = .seconds(30)

    private let source: KafkaSource
    private let intake: any Intake
    private let client: KafkaClient
    private let parts: [KafkaRange.Part]
    private var feeds: [PartitionFeed] = []
    /// Since when no broker has been reachable.
    private var awaySince: ContinuousClock.Instant?

    /// - Parameter partitions: the number of each topic's partitions.
    init(
        source: KafkaSource, partitions: [String: Int], range: KafkaRange, intake: any Intake
    ) throws(ConnectorError) {
        self.source = source
        self.intake = intake
        let settings = source.consumerSettings(partitions: partitions.values.reduce(0, +))
        let client = try KafkaClient(RD_KAFKA_CONSUMER, KafkaProperties(settings), for: source.owner)
        let positions = partitions.sorted { $0.key < $1.key }.flatMap { topic, count in
            (0..<Int32(clamping: count)).map { PartitionPosition(topic: topic, partition: $0, offset: 0) }
        }
        parts = try range.parts { () throws(ConnectorError) in
            try Self.look(up: range, positions, client, source, intake)
        }
        self.client = client
    }

    deinit {
        // Their queues are the client's, and have to go before it.
        feeds.removeAll()
    }

    /// Asks the brokers where the range begins and ends in each partition.
    private static func look(
        up range: KafkaRange, _ positions: [PartitionPosition], _ client: borrowing KafkaClient,
        _ source: KafkaSource, _ intake: any Intake
    ) throws(ConnectorError) -> [KafkaRange.Part] {
        let deadline = ContinuousClock.now + patience
        while true {
            do throws(KafkaFailure) {
                let ends = try client.lookUp(positions.map { $0.at(KafkaClient.end) }, within: 3_000)
                func offsets(_ moment: Int64) throws(KafkaFailure) -> [Int64] {
                    // No record may be as young as that.
                    try zip(client.lookUp(positions.map { $0.at(moment) }, within: 3_000), ends)
                        .map { $0.offset >= 0 ? min($0.offset, $1.offset) : $1.offset }
                }
                let first = try offsets(range.from.map { milliseconds($0) } ?? KafkaClient.beginning)
                let last = try range.to.map { moment throws(KafkaFailure) in try offsets(milliseconds(moment)) }
                return positions.indices.map { index in
                    let start = max(first[index], 0)
                    return KafkaRange.Part(
                        topic: positions[index].topic, partition: positions[index].partition,
                        offsets: start..<max(last?[index] ?? ends[index].offset, start))
                }
            } catch {
                if error.isAuthorization { throw source.cluster.refused(error) }
                if intake.isStopping { throw .interrupted("\(source.owner): stopped") }
                if ContinuousClock.now >= deadline { throw source.cluster.unreachable(error.text) }
            }
            usleep(200_000)
        }
    }

    /// A time within a millisecond is rounded up: its records are of the next.
    private static func milliseconds(_ time: Timestamp) -> Int64 {
        max(time.microseconds / 1_000 + (time.microseconds % 1_000 > 0 ? 1 : 0), 0)
    }

    /// Reads to the end of the range, a stop, or a failure; all partitions are closed when it returns.
    ///
    /// - Parameter progress: told how many offsets are behind.
    func run(progress: (Int64) -> Void) throws(ConnectorError) {
        var failure: ConnectorError?
        do throws(ConnectorError) {
            try open()
            try readUntilEnd(progress)
        } catch {
            failure = error
        }
        _ = intake.close(feeds.map(\.id), areRevoked: false)
        if let failure { throw failure }
    }

    private func open() throws(ConnectorError) {
        var positions: [PartitionPosition] = []
        for part in parts where !part.offsets.isEmpty {
            let id = PartitionID(source: source.name, topic: part.topic, partition: part.partition)
            let offset = try intake.open(id) { () throws(ConnectorError) in part.offsets.lowerBound }
            guard offset >= part.offsets.lowerBound else {
                _ = intake.close([id], areRevoked: false)
                throw .inconsistent(
                    "\(source.owner): \(id) is needed from offset \(offset) on, and begins at \(part.offsets.lowerBound): what is missing was deleted"
                )
            }
            guard let queue = client.recordQueue(topic: part.topic, partition: part.partition) else {
                _ = intake.close([id], areRevoked: false)
                throw .inconsistent("\(source.owner): the Kafka client has no queue for \(id)")
            }
            client.wake(on: queue)
            feeds.append(
                PartitionFeed(
                    id: id, queue: queue, startingAt: offset, target: part.offsets.upperBound, stopsAtTarget: true))
            intake.noteEnd(of: id, end: part.offsets.upperBound)
            positions.append(PartitionPosition(topic: part.topic, partition: part.partition, offset: offset))
        }
        do throws(KafkaFailure) {
            try client.readWithoutGroup(positions)
        } catch {
            throw .unusable("\(source.owner): the partitions cannot be read: \(error.text)")
        }
    }

    private func readUntilEnd(_ progress: (Int64) -> Void) throws(ConnectorError) {
        let starts = feeds.reduce(0) { $0 + $1.nextOffset }
        while !intake.isStopping {
            try client.takeEvents { event throws(ConnectorError) in try handle(event) }
            var isBusy = false
            for feed in feeds where !feed.isCaughtUp {
                let turn = try feed.turn(into: intake) { (failure, offset) throws(ConnectorError) in
                    try handle(failure, at: offset, in: feed)
                }
                isBusy = isBusy || turn == .moved
            }
            if isBusy { awaySince = nil }
            progress(feeds.reduce(0) { $0 + $1.nextOffset } - starts)
            if feeds.allSatisfy(\.isCaughtUp) { return }
            if let awaySince, ContinuousClock.now >= awaySince + Self.patience {
                throw source.cluster.unreachable("none has for \(Self.patience.components.seconds) s")
            }
            if !isBusy { client.waitForWork(atMost: 10) }
        }
    }

    private func handle(_ event: KafkaEvent) throws(ConnectorError) {
        switch event {
        case .failed(let failure, true):
            throw .unusable("\(source.owner): the Kafka client cannot go on: \(failure.text)")
        case .failed(let failure, false):
            // What concerns the group that is never joined does not matter.
            if failure.code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, awaySince == nil { awaySince = .now }
            source.log.debug("\(source.owner): \(failure.text)")
        case .logged(_, let text): source.log.debug("\(source.owner): \(text)")
        case .assigned, .revoked, .committed, .undelivered, .topics, .other: break
        }
    }

    private func handle(_ failure: KafkaFailure, at offset: Int64, in feed: PartitionFeed) throws(ConnectorError) {
        if failure.isAuthorization { throw source.cluster.refused(failure) }
        if failure.code == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET {
            throw .inconsistent(
                """
                \(source.owner): \(feed.id) no longer has offset \(feed.nextOffset): its records were deleted while they \
                were read; begin later by --from
                """)
        }
        guard failure.isUnreadableData || failure.isUnknownTopic else { return }
        throw .inconsistent("\(source.owner): \(feed.id) cannot be read at offset \(offset): \(failure.text)")
    }
}
