/// `type: webhook`: alerts are posted to a URL.
package struct WebhookSinkSpec: Sendable {
    /// What is posted.
    package enum Payload: String, CaseIterable, Sendable {
        /// A JSON document with everything that is known.
        case json
        /// A message for Slack and what is compatible with it.
        case slack
    }

    package var url: Secret
    package var payload: Payload = .json
    /// Further headers, for instance for authorisation.
    package var headers: [(name: String, value: Secret)] = []
    /// Of a file of certificates to trust besides the system's; nil for none.
    package var authorities: String?
    /// Most time for one delivery, in microseconds.
    package var timeoutMicroseconds: Int64 = 10_000_000
    /// Most notifications in a minute.
    package var perMinute: Int = 60

    package init(url: Secret) { self.url = url }
}
