/// Reads what users say of anomalies. All calls come from one thread.
package protocol FeedbackReader: AnyObject {
    /// Feedback that no epoch has taken in, or that is recent, and that was not returned before, oldest first.
    ///
    /// What is about more than one series may be for partitions of several processes: that one of them has taken it in says
    /// nothing of the others. Each partition takes it in once (``SinkWriter/feedback(of:shouldGiveUp:)``). The runtime gives it to the partitions that it has, and keeps what none of them has a series for until one comes that
    /// does.
    func unread(shouldGiveUp: () -> Bool) throws(ConnectorError) -> [Feedback]
}
