import PipelineSpec
import CLibRDKafka
import Glibc
import StreamRuntime
import TimeSeries

/// One run of a ``KafkaSource``: membership in the group, from joining to leaving.
///
/// One thread serves two kinds of queues: the events of the client (assignments, revocations, failures, log lines), always;
/// and the records of each partition, as fast as the intake takes them.
final class KafkaSession {

    let source: KafkaSource
    let intake: any Intake
    private(set) var client: KafkaClient
    /// The number of partitions of each topic when the run began.
    let partitionsAtStart: [String: Int]
    /// The partitions that are ours and open.
    var feeds: [PartitionID: PartitionFeed] = [:]
    /// The partitions that we have told the client to read; those of an assignment that failed are not among them.
    var assigned: Set<PartitionID> = []
    /// Whether the group has answered us, if only with nothing.
    var hasJoined: Bool { !client.isHalfJoined }
    var outage = BrokerOutage()
    var offsetCommits = OffsetCommits()
    private var groupWait: GroupWait
    private var joinWait: JoinWait
    private var nextTick = ContinuousClock.now

    init(source: KafkaSource, partitions: [String: Int], intake: any Intake) throws(ConnectorError) {
        self.source = source
        self.intake = intake
        partitionsAtStart = partitions
        let settings = source.consumerSettings(partitions: partitions.values.reduce(0, +))
        client = try KafkaClient(RD_KAFKA_CONSUMER, KafkaProperties(settings), for: source.owner)
        groupWait = GroupWait(sessionTimeout: source.sessionTimeout)
        joinWait = JoinWait(sessionTimeout: source.sessionTimeout)
    }

    deinit {
        // Their queues are the client's, and have to go before it.
        feeds.removeAll()
    }

    /// Reads until the end, a stop, or a failure; all partitions are closed and the group is left when it returns.
    func run() throws(ConnectorError) {
        var failure: ConnectorError?
        do throws(ConnectorError) {
            do throws(KafkaFailure) {
                client.isHalfJoined = true
                try client.subscribe(to: source.spec.topics)
            } catch {
                throw .invalidSetting("\(source.owner): these topics cannot be subscribed to: \(error.text)")
            }
            try readUntilEnd()
        } catch {
            failure = error
        }
        leave()
        switch failure {
        case nil: return
        case .interrupted where intake.isStopping: return
        case .some(let failure): throw failure
        }
    }

    private func readUntilEnd() throws(ConnectorError) {
        var refusals: Int32 = 0
        while !intake.isStopping {
            // Events tell of troubles too: only what is read tells that they are over.
            var (hadEvents, isBusy, wasRefused) = (false, false, false)
            // One by one: what is done about one may change the client.
            for _ in 0..<KafkaClient.eventsPerTurn {
                guard let event = client.nextEvent() else { break }
                try handle(event)
                hadEvents = true
            }
            for feed in feeds.values {
                let turn = try feed.turn(into: intake) { (failure, offset) throws(ConnectorError) in
                    try handle(failure, at: offset, in: feed)
                }
                isBusy = isBusy || turn == .moved
                wasRefused = wasRefused || turn == .refused
            }
            if isBusy { endOutage() }
            try tick()
            if source.end == .whenCaughtUp, isAtEnd() { return }
            refusals = wasRefused && !isBusy ? refusals + 1 : 0
            if !isBusy, !hadEvents {
                // Nothing tells when the intake has room again; it takes a batch about every millisecond when it is busy.
                client.waitForWork(atMost: wasRefused ? min(1 << min(refusals, 4), 10) : 100)
            }
        }
    }

    /// What is done from time to time.
    private func tick() throws(ConnectorError) {
        let now = ContinuousClock.now
        guard now >= nextTick else { return }
        nextTick = now + .seconds(1)
        // While no broker answers nobody knows where the logs end.
        if !outage.isOn { for feed in feeds.values { noteEnd(of: feed) } }
        commitPeriodically(now)
        if outage.isOn, brokersAnswer() { endOutage() }
        if !hasJoined, !outage.isOn { try joinWait.check(source) }
    }

    private func noteEnd(of feed: PartitionFeed) {
        guard let end = client.cachedEnd(topic: feed.id.topic, partition: feed.id.partition) else { return }
        // Behind the last record there may be markers of transactions: offsets, but nothing that would ever be read.
        let isAtEnd = feed.endReached.map { $0 >= end } ?? false
        intake.noteEnd(of: feed.id, end: isAtEnd ? feed.nextOffset : max(end, feed.nextOffset))
    }

    private func brokersAnswer() -> Bool {
        guard let topic = source.spec.topics.first else { return false }
        do throws(KafkaFailure) {
            _ = try client.describe(topic: topic, within: 300)
            return true
        } catch {
            return false
        }
    }

    /// Whether all that was in the log has been read, by us or by others.
    private func isAtEnd() -> Bool {
        guard hasJoined, feeds.values.allSatisfy(\.isCaughtUp) else { return false }
        let others = partitionsAtStart.flatMap { topic, count in
            (0..<Int32(clamping: count)).map { PartitionPosition(topic: topic, partition: $0, offset: 0) }
        }.filter { feeds[partitionID($0)] == nil }
        return others.isEmpty || groupWait.isOver(for: others, client)
    }

    /// The group has answered us.
    func noteJoined() {
        client.isHalfJoined = false
        intake.noteAssignment()
    }

    private func endOutage() {
        guard outage.isOn else { return }
        outage.recovered(source)
        intake.noteTrouble(nil)
    }

    func partitionID(_ position: PartitionPosition) -> PartitionID {
        PartitionID(source: source.name, topic: position.topic, partition: position.partition)
    }
}
