/// When many incidents at once are told as one.
package struct StormPolicy: Equatable, Sendable {
    /// What they have in common: names of labels, or `metric`, `model`, `kind`; empty is the policy alone.
    package var groupBy: [String]
    /// More than so many firing incidents of a group are a storm.
    package var above: Int
    /// How long a new incident waits, to see whether it is one of many, in microseconds.
    package var waitMicroseconds: Int64

    package init(groupBy: [String], above: Int, waitMicroseconds: Int64) {
        self.groupBy = groupBy
        self.above = above
        self.waitMicroseconds = waitMicroseconds
    }
}
