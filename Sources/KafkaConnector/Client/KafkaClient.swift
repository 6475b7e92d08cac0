import CLibRDKafka
import Glibc
import StreamRuntime

/// Owns one librdkafka client, the queue of its events, and what wakes the thread that serves them.
///
/// All calls come from one thread. librdkafka's own threads do the reading and writing.
struct KafkaClient: ~Copyable {
    /// The `rd_kafka_t`.
    let pointer: OpaquePointer
    /// Assignments, failures, log lines, delivery reports.
    private let events: OpaquePointer
    /// The results of commits.
    let commits: OpaquePointer
    /// Whether the group was asked to be joined, and has not answered with an assignment. librdkafka 2.0 aborts when such a
    /// client is destroyed (an assertion of its sticky assignor), so this one then stays until the process ends.
    var isHalfJoined = false
    /// An `eventfd` that librdkafka writes to when a queue that was empty has something.
    private let wakeUp: Int32

    /// - Parameter owner: whom messages are about: `source kpis`.
    /// - Throws: ``ConnectorError/invalidSetting(_:)`` when the properties do not fit together.
    init(_ type: rd_kafka_type_t, _ properties: consuming KafkaProperties, for owner: String) throws(ConnectorError) {
        properties.enableEvents(
            RD_KAFKA_EVENT_REBALANCE | RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_LOG | RD_KAFKA_EVENT_DR
                | RD_KAFKA_EVENT_OFFSET_COMMIT)
        let descriptor = millrace_wakeup_descriptor()
        guard descriptor >= 0 else {
            throw .unusable("\(owner): no file descriptor is left; raise the limit (ulimit -n)")
        }
        do {
            pointer = try properties.makeClient(type, for: owner)
        } catch {
            close(descriptor)
            throw error
        }
        wakeUp = descriptor
        if type == RD_KAFKA_CONSUMER {
            rd_kafka_poll_set_consumer(pointer)
            events = rd_kafka_queue_get_consumer(pointer)
        } else {
            events = rd_kafka_queue_get_main(pointer)
        }
        commits = rd_kafka_queue_new(pointer)
        rd_kafka_set_log_queue(pointer, events)
        wake(on: events)
    }

    deinit {
        guard !isHalfJoined else { return }
        rd_kafka_queue_destroy(commits)
        rd_kafka_queue_destroy(events)
        // A consumer that should leave its group has done so before (`close`); here nothing may block.
        rd_kafka_destroy_flags(pointer, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE)
        // Last, since librdkafka's threads write to it.
        close(wakeUp)
    }

    /// The next event, waiting for one at most `milliseconds`; nil when there is none.
    borrowing func nextEvent(waiting milliseconds: Int32 = 0) -> KafkaEvent? {
        rd_kafka_queue_poll(events, milliseconds).map { KafkaEvent(consuming: $0) }
    }

    /// Shows the events that there are, and no more than a turn's: a client that logs as fast as they are read has no last one.
    ///
    /// - Returns: whether there were any.
    @discardableResult
    borrowing func takeEvents<Failure: Error>(_ body: (KafkaEvent) throws(Failure) -> Void) throws(Failure) -> Bool {
        for count in 0..<Self.eventsPerTurn {
            guard let event = nextEvent() else { return count > 0 }
            try body(event)
        }
        return true
    }

    static let eventsPerTurn = 1_000

    /// The next result of a commit, waiting for one at most `milliseconds`.
    borrowing func nextCommitResult(waiting milliseconds: Int32) -> KafkaEvent? {
        rd_kafka_queue_poll(commits, milliseconds).map { KafkaEvent(consuming: $0) }
    }

    /// Lets ``waitForWork(atMost:)`` return when `queue` turns from empty to not empty.
    borrowing func wake(on queue: OpaquePointer) {
        var one: UInt64 = 1
        rd_kafka_queue_io_event_enable(queue, wakeUp, &one, MemoryLayout<UInt64>.size)
    }

    /// Waits until a queue that was found empty has something, at most `milliseconds`.
    borrowing func waitForWork(atMost milliseconds: Int32) {
        var descriptor = pollfd(fd: wakeUp, events: Int16(POLLIN), revents: 0)
        guard poll(&descriptor, 1, milliseconds) > 0 else { return }
        var count: UInt64 = 0
        _ = read(wakeUp, &count, MemoryLayout<UInt64>.size)
    }
}
