package import TimeSeries

/// Records of one partition in the order of its log, their bytes copied into one buffer.
///
/// A batch is only a way to carry records: nothing that is computed from them may depend on where one batch ends and
/// the next begins.
package struct RecordBatch: Sendable {
    /// One record of the log. Ranges index ``RecordBatch/bytes``.
    package struct Entry: Sendable {
        /// Position in the partition's log: a Kafka offset, or the number of the record in its file, from 0.
        package var offset: Int64
        /// When the producer or the broker says the record was made; nil for a file.
        package var timestamp: Timestamp?
        /// The message's key; nil when it has none.
        package var key: Range<Int>?
        /// The message's value; nil for a tombstone.
        package var value: Range<Int>?

        package init(offset: Int64, timestamp: Timestamp?, key: Range<Int>?, value: Range<Int>?) {
            self.offset = offset
            self.timestamp = timestamp
            self.key = key
            self.value = value
        }
    }

    /// Bytes that decoders may read, but never use, behind the last record.
    package static let padding = 64

    package let partition: PartitionID
    /// In the order of their offsets.
    package private(set) var entries: [Entry] = []
    /// Keys and values of all entries, one after the other; at least ``padding`` zero bytes follow the last one once the
    /// batch is ``sealed()``.
    package private(set) var bytes: [UInt8] = []

    package init(partition: PartitionID) { self.partition = partition }

    package var isEmpty: Bool { entries.isEmpty }

    /// About how many bytes of memory it holds.
    package var memory: Int { bytes.count + entries.count * MemoryLayout<Entry>.stride }

    /// The offset that follows the last record, nil when the batch is empty.
    package var nextOffset: Int64? { entries.last.map { $0.offset + 1 } }

    /// Copies one record to the end of the batch.
    ///
    /// - Precondition: `offset` is greater than that of the record before.
    package mutating func append(
        offset: Int64, timestamp: Timestamp?, key: UnsafeRawBufferPointer?, value: UnsafeRawBufferPointer?
    ) {
        precondition(
            entries.last.map { $0.offset < offset } ?? true, "offset \(offset) does not follow its predecessor")
        let keyRange = key.map { append($0) }
        let valueRange = value.map { append($0) }
        entries.append(Entry(offset: offset, timestamp: timestamp, key: keyRange, value: valueRange))
    }

    private mutating func append(_ buffer: UnsafeRawBufferPointer) -> Range<Int> {
        let start = bytes.count
        bytes.append(contentsOf: buffer)
        return start..<bytes.count
    }

    /// The batch with the padding that decoders ask for.
    package consuming func sealed() -> RecordBatch {
        bytes.append(contentsOf: repeatElement(0, count: Self.padding))
        return self
    }
}
