import PipelineSpec
import StreamRuntime

/// The librdkafka properties of one client, in the order in which they are set.
struct KafkaSettings {
    /// Whom a message about a property is about: `source kpis`.
    let owner: String
    private(set) var properties: [(name: String, value: String)]

    /// - Parameters:
    ///   - defaults: what this program chooses; the user's properties replace it.
    ///   - user: further ones, among which are none that a promise of this program rests on.
    init(
        owner: String, brokers: String, defaults: [(name: String, value: String)],
        user: [(name: String, value: Secret)]
    ) {
        self.owner = owner
        properties = [("bootstrap.servers", brokers), ("client.id", "millrace"), ("log.queue", "true")]
        // A connection that a firewall dropped in silence is noticed, and an outage of minutes is over within seconds.
        properties += [("socket.keepalive.enable", "true"), ("reconnect.backoff.max.ms", "2000")]
        // Over TLS the broker's certificate has to be that of its name: the client's own default from 2.0 on.
        properties += [("ssl.endpoint.identification.algorithm", "https")]
        properties += defaults
        properties += user.map { ($0.name, $0.value.reveal()) }
    }

    /// The sentence about a property that librdkafka refused, without its value where that may be a secret.
    func rejection(of property: (name: String, value: String), reason: String) -> ConnectorError {
        let told =
            KafkaSourceSpec.isSecret(property: property.name) && !property.value.isEmpty
            ? reason.replacing(property.value, with: "***") : reason
        return .invalidSetting("\(owner): the Kafka property \(property.name) was rejected: \(told)")
    }
}
