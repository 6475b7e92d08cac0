/// Reads what users say of anomalies. All calls come from one thread.
package protocol FeedbackReader: AnyObject {
    /// Feedback that no epoch has taken in and that was not returned before, oldest first.
    func unread(shouldGiveUp: () -> Bool) throws(ConnectorError) -> [Feedback]
}
