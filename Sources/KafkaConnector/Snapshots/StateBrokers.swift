import PipelineSpec
import StreamRuntime
import Telemetry

/// The brokers that keep the state of a source's partitions: those it reads from.
struct StateBrokers {
    /// Whom messages are about.
    static let owner = "state"

    let addresses: String
    /// How to connect to them.
    let properties: [(name: String, value: Secret)]
    private let log: Log

    init(of source: KafkaSourceSpec, _ log: Log) {
        addresses = source.brokers
        properties = source.properties.filter { property in Self.connecting.contains { property.name.hasPrefix($0) } }
        self.log = log
    }

    var topics: KafkaTopics {
        KafkaTopics(owner: Self.owner, brokers: addresses, properties: properties, log: log)
    }

    /// - Parameters:
    ///   - name: the newest producer of it is the only one whose messages count.
    ///   - limit: how long a transaction may take.
    func producer(_ name: String, transactionsWithin limit: Duration) throws(ConnectorError) -> KafkaProducer {
        try KafkaProducer(
            owner: Self.owner, brokers: addresses,
            properties: [
                ("transactional.id", Secret(name)),
                ("transaction.timeout.ms", Secret("\(Int(limit / .milliseconds(1)))")),
            ] + properties, log: log)
    }

    /// Properties of the client library by which it connects, whatever it then does.
    private static let connecting = [
        "security.", "sasl.", "ssl.", "enable.ssl.", "enable.sasl.", "socket.", "broker.", "client.", "api.version.",
        "reconnect.", "connections.", "plugin.", "debug",
    ]
}
