/// Where the parts of a record stand in its bytes.
package struct RecordSchema: Sendable {
    /// How a record's bytes are written.
    package enum Format: String, Sendable { case json, csv }

    /// What a time field counts since 1970-01-01T00:00:00Z, or that it is text.
    package enum TimeUnit: String, Sendable {
        case seconds, milliseconds, microseconds, nanoseconds
        /// Text such as `2026-01-31T12:00:00.250Z`.
        case rfc3339
    }

    /// A number in the record.
    package struct Value: Equatable, Sendable {
        /// The field; in JSON one that starts with `/` is a JSON Pointer.
        package var field: String
        /// The metric's name.
        package var name: String
        /// Whether a record may lack it.
        package var optional: Bool

        package init(field: String, name: String, optional: Bool = false) {
            self.field = field
            self.name = name
            self.optional = optional
        }
    }

    /// The field that stands for the message's own key.
    package static let messageKey = "$key"
    /// The field that stands for the message's own timestamp.
    package static let messageTimestamp = "$timestamp"

    /// How the bytes are written.
    package var format: Format
    /// CSV: the byte between fields.
    package var delimiter: UInt8
    /// CSV: the names of the columns, in order.
    package var columns: [String]
    /// The fields that together name the key.
    package var key: [String]
    /// The field of the event time; ``messageTimestamp`` for that of the message.
    package var timeField: String
    /// What that field counts.
    package var timeUnit: TimeUnit
    /// How far event time may lie after the message's timestamp; nil allows any distance.
    package var maxFutureMicroseconds: Int64?
    /// How far event time may lie before it; nil allows any distance.
    package var maxPastMicroseconds: Int64?
    /// Whether both are counted from the newest event time of the records before instead, which have no timestamps.
    package var isNewestMeasure: Bool
    /// The numbers that become series, in order.
    package var values: [Value]

    package init(
        format: Format, delimiter: UInt8 = UInt8(ascii: ","), columns: [String] = [], key: [String],
        timeField: String, timeUnit: TimeUnit = .milliseconds, maxFutureMicroseconds: Int64? = nil,
        maxPastMicroseconds: Int64? = nil, isNewestMeasure: Bool = false, values: [Value]
    ) {
        self.format = format
        self.delimiter = delimiter
        self.columns = columns
        self.key = key
        self.timeField = timeField
        self.timeUnit = timeUnit
        self.maxFutureMicroseconds = maxFutureMicroseconds
        self.maxPastMicroseconds = maxPastMicroseconds
        self.isNewestMeasure = isNewestMeasure
        self.values = values
    }
}
