package import Alerting
package import PipelineSpec
package import StreamRuntime

/// Posts alerts to a URL: everything that is known as JSON (``Alerting/Notification/json``), or a message for chat.
///
/// The header `Idempotency-Key` is the same whenever the same thing is told again.
package final class WebhookReceiver: AlertReceiver {
    package let name: String
    package let perMinute: Int
    /// A message is there until somebody reads it.
    package let remindEvery: Duration? = nil

    private let payload: WebhookSinkSpec.Payload
    private let client: HTTPClient
    private let place: String

    /// Does not connect yet.
    ///
    /// - Parameter name: the sink's in the pipeline file.
    package init(name: String, spec: WebhookSinkSpec) throws(ConnectorError) {
        let owner = "sink \(name)"
        self.name = name
        perMinute = spec.perMinute
        payload = spec.payload
        let address = try HTTPAddress(spec.url, owner: owner)
        place = "\(owner) (\(address))"
        client = try HTTPClient(
            owner: owner, address: address, headers: spec.headers, authorities: spec.authorities,
            timeout: .microseconds(spec.timeoutMicroseconds))
    }

    package func deliver(_ notification: Notification, shouldGiveUp: () -> Bool) throws(DeliveryFailure) {
        let document =
            switch payload {
            case .json: notification.json
            case .slack: SlackMessage(of: notification).json
            }
        let answer = try client.post(
            document, extra: [("Idempotency-Key", Secret(notification.idempotencyKey))], shouldGiveUp: shouldGiveUp)
        if let failure = answer.failure(at: place) { throw failure }
    }

    package func remind(of firing: [Notification], shouldGiveUp: () -> Bool) throws(DeliveryFailure) {}
}
