import CLibRDKafka
import Glibc
import StreamRuntime
import Telemetry

/// The brokers that somebody was told to use: finds out whether they are there, and says what is wrong if not.
struct KafkaCluster {
    /// How long brokers may take to answer for the first time.
    static let patience: Duration = .seconds(10)

    /// Whom messages are about: `source kpis`.
    let owner: String
    /// Bootstrap servers, `host:port` separated by commas.
    let brokers: String
    /// What the user has to be allowed to do, as words for a message.
    let rights: String
    let log: Log

    /// Asks about a topic until a broker answers.
    ///
    /// - Parameter isRequired: whether a missing topic is a failure; it is nil otherwise.
    /// - Throws: within ``patience``, why none answers; at once, what waiting does not cure.
    func describe(
        topic: String, _ client: borrowing KafkaClient, isRequired: Bool, stopping: () -> Bool = { false }
    ) throws(ConnectorError) -> KafkaClient.Topic? {
        let deadline = ContinuousClock.now + Self.patience
        var reason: String?
        while true {
            do throws(KafkaFailure) {
                return try client.describe(topic: topic, within: 500)
            } catch {
                if error.isUnknownTopic {
                    guard isRequired else { return nil }
                    throw missing(topic)
                }
                if error.isRefusal { throw refused(error) }
                // A broker that has just been started may need a moment before it answers, or has a controller.
                reason = try connectionTrouble(client) ?? reason
                if ContinuousClock.now >= deadline { throw unreachable(reason ?? error.text) }
            }
            if stopping() { throw .interrupted("\(owner): stopped before a broker at \(brokers) answered") }
            usleep(100_000)
        }
    }

    /// What the client reported about its connections since the last look; throws when waiting does not help.
    private func connectionTrouble(_ client: borrowing KafkaClient) throws(ConnectorError) -> String? {
        var reason: String?
        try client.takeEvents { event throws(ConnectorError) in
            switch event {
            case .failed(let failure, _):
                if failure.isRefusal { throw refused(failure) }
                if failure.code != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN { reason = failure.text }
            case .logged(_, let text):
                log.debug("\(owner): \(text)")
            default: break
            }
        }
        return reason
    }

    func unreachable(_ reason: String) -> ConnectorError {
        .unreachable(
            """
            \(owner): no broker answers at \(brokers): \(reason); is Kafka running there? The pipeline file names them by \
            brokers:, the shipped ones by KAFKA_BROKERS
            """)
    }

    /// The sentence about a topic that is not there.
    func missing(_ topic: String) -> ConnectorError {
        .unusable(
            """
            \(owner): the topic \(topic) does not exist at \(brokers); create it, e.g. `millrace produce FILE --topic \
            \(topic) --partitions 4`
            """)
    }

    /// The sentence about brokers that refuse us.
    func refused(_ failure: KafkaFailure) -> ConnectorError {
        failure.isAuthentication
            ? .notPermitted(
                """
                \(owner): the brokers at \(brokers) and this program do not accept each other: \(failure.text); check \
                security.protocol, sasl.* and ssl.*, of these ssl.ca.location and the name in the broker's certificate
                """)
            : .notPermitted(
                """
                \(owner): the brokers at \(brokers) refuse what the user asks for: \(failure.text); the user needs \
                \(rights)
                """)
    }
}
