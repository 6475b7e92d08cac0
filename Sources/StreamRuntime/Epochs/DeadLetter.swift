package import TimeSeries

/// A record, or some values of it, that could not be used for one reason, with everything needed to understand it and send it again.
package struct DeadLetter: Sendable {
    /// The record's place in its partition's log.
    package var offset: Int64
    /// The values' names, each once; none when the whole record is refused.
    package var metrics: [String]
    /// A stable word for what is wrong, such as `malformed` or `time_in_future`.
    package var reason: String
    /// What is wrong with this record, or with the first of the values, as a sentence.
    package var detail: String
    /// The producer's or broker's timestamp, nil for a file.
    package var timestamp: Timestamp?
    /// The message's key as received.
    package var key: [UInt8]?
    /// The message's value as received; nil for a tombstone.
    package var payload: [UInt8]?

    package init(
        offset: Int64, metrics: [String], reason: String, detail: String, timestamp: Timestamp?, key: [UInt8]?,
        payload: [UInt8]?
    ) {
        self.offset = offset
        self.metrics = metrics
        self.reason = reason
        self.detail = detail
        self.timestamp = timestamp
        self.key = key
        self.payload = payload
    }

    /// About how many bytes it takes where it is kept.
    var byteCount: Int { 128 + detail.utf8.count + (key?.count ?? 0) + (payload?.count ?? 0) }
}
