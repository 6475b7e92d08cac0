package import Alerting
package import PipelineSpec
package import StreamRuntime
package import Telemetry

/// Writes alerts to a topic, as the JSON of webhooks (``Alerting/Notification/json``), keyed by fingerprint: those of one
/// incident are in one partition, in order. Each is acknowledged by all replicas before the next; a message that was written
/// and not acknowledged is written again, with the same `idempotency_key`. One that the topic does not take, for its size, is
/// refused for good.
package final class KafkaAlertReceiver: AlertReceiver {
    /// For one message to be acknowledged.
    private static let patience: Duration = .seconds(10)

    package let name: String
    package let perMinute: Int
    /// A topic forgets nothing that its readers have to be told again.
    package let remindEvery: Duration? = nil

    private let spec: KafkaSinkSpec
    private let log: Log
    /// Made anew after a failure: what is left in its queue would arrive late, and out of order.
    private var producer: KafkaProducer?

    /// Does not connect yet.
    ///
    /// - Parameter name: the sink's in the pipeline file.
    /// - Throws: ``ConnectorError/invalidSetting(_:)`` when librdkafka refuses a property, or it cannot be a topic.
    package init(name: String, spec: KafkaSinkSpec, log: Log) throws(ConnectorError) {
        guard KafkaTopics.isName(spec.topic) else {
            throw .invalidSetting("sink \(name): \(spec.topic) cannot be the name of a topic")
        }
        self.name = name
        self.spec = spec
        self.log = log
        perMinute = spec.perMinute
        producer = try makeProducer()
    }

    package func deliver(_ notification: Notification, shouldGiveUp: () -> Bool) throws(DeliveryFailure) {
        do throws(ConnectorError) {
            if producer == nil { producer = try makeProducer() }
            try producer?.send(
                topic: spec.topic, key: Array(notification.fingerprint.utf8), value: notification.json, timestamp: nil)
            try producer?.flush(within: Self.patience + .seconds(5), shouldGiveUp: shouldGiveUp)
        } catch {
            let isRefused = producer?.isMessageRefused ?? false
            producer = nil
            throw DeliveryFailure("\(error.description) (topic \(spec.topic))", isPassing: !isRefused)
        }
    }

    package func remind(of firing: [Notification], shouldGiveUp: () -> Bool) throws(DeliveryFailure) {}

    private func makeProducer() throws(ConnectorError) -> KafkaProducer {
        try KafkaProducer(
            owner: "sink \(name)", brokers: spec.brokers,
            properties: [("linger.ms", Secret("0"))] + spec.properties, deliveryTimeout: Self.patience, log: log)
    }
}
