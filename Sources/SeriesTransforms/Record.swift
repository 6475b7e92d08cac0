import StreamRuntime
import TimeSeries

/// One record of a batch, as bytes that are valid while the batch is looked at.
struct Record {
    let offset: Int64
    let timestamp: Timestamp?
    let key: UnsafeRawBufferPointer?
    let value: UnsafeRawBufferPointer?

    init(_ entry: RecordBatch.Entry, bytes: UnsafeRawBufferPointer) {
        offset = entry.offset
        timestamp = entry.timestamp
        key = entry.key.map { UnsafeRawBufferPointer(rebasing: bytes[$0]) }
        value = entry.value.map { UnsafeRawBufferPointer(rebasing: bytes[$0]) }
    }

    /// The record as it is kept when it, or one value of it, cannot be used.
    func deadLetter(metric: String?, _ reason: String, _ detail: String) -> DeadLetter {
        DeadLetter(
            offset: offset, metric: metric, reason: reason, detail: detail, timestamp: timestamp,
            key: key.map { Array($0) }, payload: value.map { Array($0) })
    }
}
