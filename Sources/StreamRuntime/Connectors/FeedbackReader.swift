/// Reads what users say of anomalies. All calls come from one thread.
package protocol FeedbackReader: AnyObject {
    /// Feedback that no epoch has taken in and that was not returned before, oldest first.
    ///
    /// The runtime gives it to the partitions that it has, and keeps what none of them has a series for until one comes that
    /// does.
    func unread(shouldGiveUp: () -> Bool) throws(ConnectorError) -> [Feedback]
}
