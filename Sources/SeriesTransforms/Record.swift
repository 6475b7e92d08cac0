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

    /// Keeps the record, since it, or the value of a metric, cannot be used: once for each reason, whatever the number of
    /// values. All letters of a record share one copy of its bytes.
    func keep(metric: String?, _ reason: String, _ detail: String, in letters: inout [DeadLetter]) {
        let first = letters.lastIndex { $0.offset != offset }.map { $0 + 1 } ?? 0
        if let same = letters[first...].firstIndex(where: { $0.reason == reason }) {
            guard let metric, !letters[same].metrics.contains(metric) else { return }
            letters[same].metrics.append(metric)
            return
        }
        let sibling = letters[first...].first
        letters.append(
            DeadLetter(
                offset: offset, metrics: metric.map { [$0] } ?? [], reason: reason, detail: detail,
                timestamp: timestamp, key: sibling.map(\.key) ?? key.map { Array($0) },
                payload: sibling.map(\.payload) ?? value.map { Array($0) }))
    }
}
