/// How long things took: how many were not longer than each bound.
package struct DurationHistogram: Equatable, Sendable {
    /// In seconds, ascending.
    package static let bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

    /// For each bound, how many were not longer; the last is all of them.
    package private(set) var cumulative = Array(repeating: 0, count: bounds.count + 1)
    /// All of them together, in seconds.
    package private(set) var sum = 0.0

    package init() {}

    package var count: Int { cumulative[Self.bounds.count] }

    package mutating func add(_ duration: Duration) {
        let (whole, attoseconds) = duration.components
        let seconds = Double(whole) + Double(attoseconds) / 1e18
        sum += seconds
        for index in (Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count)..<cumulative.count {
            cumulative[index] += 1
        }
    }

    package static func += (left: inout DurationHistogram, right: DurationHistogram) {
        left.sum += right.sum
        for index in left.cumulative.indices { left.cumulative[index] += right.cumulative[index] }
    }
}
