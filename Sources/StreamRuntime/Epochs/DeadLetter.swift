package import TimeSeries

/// A record, or one value of it, that could not be used, with everything needed to understand it and send it again.
package struct DeadLetter: Sendable {
    package var offset: Int64
    /// The value's name; nil when the whole record is refused.
    package var metric: String?
    /// A stable word for what is wrong, such as `malformed` or `time_in_future`.
    package var reason: String
    /// What is wrong with this record, as a sentence.
    package var detail: String
    /// The producer's or broker's timestamp, nil for a file.
    package var timestamp: Timestamp?
    /// The message's key as received.
    package var key: [UInt8]?
    /// The message's value as received; nil for a tombstone.
    package var payload: [UInt8]?

    package init(
        offset: Int64, metric: String?, reason: String, detail: String, timestamp: Timestamp?, key: [UInt8]?,
        payload: [UInt8]?
    ) {
        self.offset = offset
        self.metric = metric
        self.reason = reason
        self.detail = detail
        self.timestamp = timestamp
        self.key = key
        self.payload = payload
    }
}
