import CLibRDKafka
import StreamRuntime
import TimeSeries

/// The way of one owned partition's records from librdkafka's queue to the intake.
///
/// What the intake refuses is kept and offered again; until it is taken nothing more is fetched from the queue, which is
/// what bounds memory. (Pausing the partition would do so too, but librdkafka then throws away and fetches again all that
/// it holds of it.)
final class PartitionFeed {
    /// What one turn came to.
    enum Turn {
        /// Records were moved; there may be more.
        case moved
        /// Nothing is there to be moved.
        case idle
        /// The intake holds as many records as it may.
        case refused
    }

    /// A batch is offered when it has so many records or bytes, or when there are no more for now.
    static let batchRecordsLimit = 1_000
    static let batchBytesLimit = 1 << 20

    let id: PartitionID
    /// Where the log ended when the partition was opened, or where reading is to end.
    let target: Int64
    /// Whether records from ``target`` on are left out.
    private let stopsAtTarget: Bool
    /// The offset from which on records have not been copied.
    private(set) var nextOffset: Int64
    /// The end of the log, when all in it has been fetched; nil while there is more, or not known.
    private(set) var endReached: Int64?
    private(set) var hasReachedEnd = false
    private let queue: OpaquePointer
    private var fetched: [UnsafeMutablePointer<rd_kafka_message_t>?]
    private var unread: Range<Int> = 0..<0
    private var batch: RecordBatch
    private var refusedBatch: RecordBatch?

    /// - Parameters:
    ///   - queue: the partition's record queue, taken over.
    ///   - offset: where reading starts.
    ///   - target: where the log ends now, or where reading is to end.
    ///   - stopsAtTarget: whether records from there on are left out.
    init(id: PartitionID, queue: OpaquePointer, startingAt offset: Int64, target: Int64, stopsAtTarget: Bool = false) {
        self.id = id
        self.queue = queue
        self.nextOffset = offset
        self.target = target
        self.stopsAtTarget = stopsAtTarget
        self.fetched = Array(repeating: nil, count: Self.batchRecordsLimit)
        self.batch = RecordBatch(partition: id)
    }

    deinit {
        for index in unread { rd_kafka_message_destroy(fetched[index]) }
        rd_kafka_queue_destroy(queue)
    }

    /// Whether everything up to ``target`` has been taken by the intake.
    var isCaughtUp: Bool {
        guard refusedBatch == nil, batch.isEmpty else { return false }
        return nextOffset >= target || (hasReachedEnd && unread.isEmpty)
    }

    /// Goes on behind records that are gone.
    func skip(to offset: Int64) { nextOffset = max(nextOffset, offset) }

    /// Takes what librdkafka has, up to a batch, and offers it.
    ///
    /// - Parameter failed: called for each failure in the place of a record, with the offset it is about.
    func turn(
        into intake: any Intake, failed: (KafkaFailure, Int64) throws(ConnectorError) -> Void
    ) throws(ConnectorError) -> Turn {
        if let refused = refusedBatch {
            guard intake.offer(refused) else { return .refused }
            refusedBatch = nil
        }
        var isDrained = false
        if unread.isEmpty {
            let count = fetched.withUnsafeMutableBufferPointer {
                rd_kafka_consume_batch_queue(queue, 0, $0.baseAddress, $0.count)
            }
            unread = 0..<max(count, 0)
            isDrained = count < fetched.count
        }
        guard !unread.isEmpty || !batch.isEmpty else { return .idle }
        while !unread.isEmpty {
            try takeOne(failed)
            if isFull, !offerBatch(to: intake) { return .refused }
        }
        if isDrained || (stopsAtTarget && nextOffset >= target), !offerBatch(to: intake) { return .refused }
        return .moved
    }

    private var isFull: Bool {
        batch.entries.count >= Self.batchRecordsLimit || batch.bytes.count >= Self.batchBytesLimit
    }

    private func offerBatch(to intake: any Intake) -> Bool {
        guard !batch.isEmpty else { return true }
        let full = batch.sealed()
        batch = RecordBatch(partition: id)
        if intake.offer(full) { return true }
        refusedBatch = full
        return false
    }

    private func takeOne(_ failed: (KafkaFailure, Int64) throws(ConnectorError) -> Void) throws(ConnectorError) {
        let pointer = fetched[unread.lowerBound]
        unread.removeFirst()
        defer { rd_kafka_message_destroy(pointer) }
        guard let pointer else { return }
        let message = pointer.pointee
        switch message.err {
        case RD_KAFKA_RESP_ERR_NO_ERROR:
            // A batch of the log begins before the offset that was asked for when that lies within it.
            guard message.offset >= nextOffset else { return }
            guard !stopsAtTarget || message.offset < target else {
                nextOffset = target
                return
            }
            batch.append(
                offset: message.offset, timestamp: Self.timestamp(of: pointer),
                key: message.key.map { UnsafeRawBufferPointer(start: $0, count: message.key_len) },
                value: message.payload.map { UnsafeRawBufferPointer(start: $0, count: message.len) })
            nextOffset = message.offset + 1
            endReached = nil
        case RD_KAFKA_RESP_ERR__PARTITION_EOF:
            endReached = message.offset
            hasReachedEnd = true
        default:
            let text = message.payload.map {
                String(decoding: UnsafeRawBufferPointer(start: $0, count: message.len), as: UTF8.self)
            }
            try failed(KafkaFailure(message.err, text), message.offset)
        }
    }

    private static func timestamp(of message: UnsafeMutablePointer<rd_kafka_message_t>) -> Timestamp? {
        var type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
        let milliseconds = rd_kafka_message_timestamp(message, &type)
        return type == RD_KAFKA_TIMESTAMP_NOT_AVAILABLE ? nil : timestamp(milliseconds: milliseconds)
    }

    /// A message's own time; nil for one that cannot be stored, which any producer may claim.
    static func timestamp(milliseconds: Int64) -> Timestamp? {
        let (microseconds, overflow) = milliseconds.multipliedReportingOverflow(by: 1_000)
        let time = Timestamp(microseconds: microseconds)
        return overflow || !Timestamp.storable.contains(time) ? nil : time
    }
}
