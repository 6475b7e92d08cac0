/// Reads what users say of anomalies. All calls come from one thread.
package protocol FeedbackReader: AnyObject {
    /// Feedback that no epoch has taken in, or that is recent: what was written since the last call, or all of it. Oldest
    /// first, in as many parts as it takes.
    ///
    /// What is about more than one series may be for partitions of several processes: that one of them has taken it in says
    /// nothing of the others. Each partition takes it in once (``SinkWriter/feedback(of:shouldGiveUp:)``).
    /// - Parameters:
    ///   - all: also what was found before, for partitions that have come since.
    ///   - found: is given each part.
    func read(
        all: Bool, shouldGiveUp: () -> Bool, _ found: ([Feedback]) -> Void
    ) throws(ConnectorError)

    /// Orders about series that no epoch has taken in, oldest first.
    func orders(shouldGiveUp: () -> Bool) throws(ConnectorError) -> [SeriesOrder]
}
