/// A moment, in microseconds since 1970-01-01T00:00:00Z: the resolution of PostgreSQL's `timestamptz`.
package struct Timestamp: Hashable, Comparable, Sendable {
    /// Microseconds since the Unix epoch; negative before it.
    package var microseconds: Int64

    package init(microseconds: Int64) { self.microseconds = microseconds }

    /// What PostgreSQL's `timestamptz` can hold of what stands in 64 bits: from 4713 BC on.
    package static let storable = Timestamp(microseconds: -210_866_803_200_000_000)...Timestamp(microseconds: .max)

    /// Seconds since the Unix epoch, exact to a microsecond until the year 2255.
    package var seconds: Double { Double(microseconds) / 1e6 }

    package static func < (left: Timestamp, right: Timestamp) -> Bool { left.microseconds < right.microseconds }
}
