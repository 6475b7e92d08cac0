import Snapshots
import TimeSeries

/// One record of a log, so that it is known again: a topic that was deleted and made anew may have other records at the same
/// offsets.
package struct RecordMark: Equatable, Sendable {
    package var offset: Int64
    /// A check value of the record's time, key and value.
    package var check: Int64

    package init(offset: Int64, check: Int64) {
        self.offset = offset
        self.check = check
    }

    /// Of a record of a batch; costs about a nanosecond a byte.
    init(_ entry: RecordBatch.Entry, in batch: RecordBatch) {
        var crc = CRC32C()
        let parts = [
            entry.timestamp?.microseconds ?? -1, Int64(entry.key?.count ?? -1), Int64(entry.value?.count ?? -1),
        ]
        parts.withUnsafeBytes { crc.update($0) }
        batch.bytes.withUnsafeBytes { bytes in
            for range in [entry.key, entry.value] {
                if let range { crc.update(UnsafeRawBufferPointer(rebasing: bytes[range])) }
            }
        }
        self.init(offset: entry.offset, check: Int64(crc.value))
    }
}
