/// The rhythm in which offsets are committed to the group.
struct OffsetCommits {
    static let interval: Duration = .seconds(5)
    /// How long a partition that is let go waits for its last commit; the truth is in the sinks.
    static let patience: Duration = .seconds(5)

    /// Commits that have not been answered.
    var pending = 0
    var nextTime = ContinuousClock.now + Self.interval
    /// What was last sent, so that an idle partition sends nothing.
    var sent: [String: Int64] = [:]
}
