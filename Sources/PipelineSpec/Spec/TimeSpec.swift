/// `time`: where a record's event time stands.
package struct TimeSpec: Equatable, Sendable {
    /// The field; `$timestamp` is the Kafka message's timestamp.
    package var field: String
    package var unit: Unit
    /// How far event time may lie after the Kafka message's timestamp, or after the newest record before it in a file, in
    /// microseconds; nil allows any distance.
    package var maxFutureMicroseconds: Int64?
    /// How far it may lie before that; nil allows any distance.
    package var maxPastMicroseconds: Int64?
    /// Whether that limit is the default of a topic, which nobody wrote and which says nothing of a file.
    package var isMaxFutureDefault: Bool

    /// What a time field counts since 1970-01-01T00:00:00Z, or that it is text.
    package enum Unit: String, Sendable, CaseIterable {
        case seconds = "s"
        case milliseconds = "ms"
        case microseconds = "us"
        case nanoseconds = "ns"
        /// Text such as `2026-01-31T12:00:00.250Z`, an offset in place of `Z` is understood.
        case rfc3339
    }

    package init(
        field: String, unit: Unit, maxFutureMicroseconds: Int64? = nil, maxPastMicroseconds: Int64? = nil,
        isMaxFutureDefault: Bool = false
    ) {
        self.field = field
        self.unit = unit
        self.maxFutureMicroseconds = maxFutureMicroseconds
        self.maxPastMicroseconds = maxPastMicroseconds
        self.isMaxFutureDefault = isMaxFutureDefault
    }
}
