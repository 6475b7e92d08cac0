/// `type: kafka`, as a sink: alerts are written to a topic, keyed by fingerprint; or, where `dead_letter` names it, records that
/// could not be used.
package struct KafkaSinkSpec: Sendable {
    /// Bootstrap servers, `host:port` separated by commas.
    package var brokers: String
    package var topic: String
    /// Any librdkafka property.
    package var properties: [(name: String, value: Secret)] = []
    package var perMinute: Int = 6_000

    package init(brokers: String, topic: String) {
        self.brokers = brokers
        self.topic = topic
    }
}
