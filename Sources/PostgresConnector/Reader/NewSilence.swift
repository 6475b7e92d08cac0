/// Incidents about which nobody is to be told for a while. Nil matchers fit any.
package struct NewSilence: Sendable {
    package var pipeline: String?
    package var policy: String?
    package var model: String?
    /// `%` is any text, and everything else stands for itself.
    package var key: String?
    package var metric: String?
    /// Key fields that the series has.
    package var labels: [(name: String, value: String)] = []
    /// From now on.
    package var duration: Duration
    /// Why.
    package var reason: String
    /// Who; nil is the database's user.
    package var author: String?

    package init(duration: Duration, reason: String) {
        self.duration = duration
        self.reason = reason
    }
}
