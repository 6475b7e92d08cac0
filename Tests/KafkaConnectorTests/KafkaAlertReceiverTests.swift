import Alerting
import PipelineSpec
import StreamRuntime
import Telemetry
import Testing
import TimeSeries

@testable import KafkaConnector

/// What goes wrong; what goes right, the integration tests read back by another client.
@Suite struct KafkaAlertReceiverTests {
    private func receiver(topic: String = "t", _ properties: [(name: String, value: Secret)] = []) throws
        -> KafkaAlertReceiver
    {
        var spec = KafkaSinkSpec(brokers: "127.0.0.1:1", topic: topic)
        spec.properties = properties
        return try KafkaAlertReceiver(name: "incidents", spec: spec, log: Log(format: .json, threshold: .error))
    }

    private let notification = Notification(
        idempotencyKey: "k", pipeline: "p", policy: "a", fingerprint: "f", state: .firing, severity: .info,
        opened: Timestamp(microseconds: 0), at: Timestamp(microseconds: 0), resolved: nil, model: "m", key: "k",
        metric: "v", labels: [], kind: "dip", value: 1, expected: 2, lower: 1, upper: 3, score: 4,
        returnPeriodSeconds: 5, observations: 1, recent: [], sentence: "s", sql: "")

    @Test(.timeLimit(.minutes(1))) func brokersThatAreAwayAreTriedAgainAfterAFailure() throws {
        let receiver = try receiver([("message.timeout.ms", Secret("200"))])
        for _ in 0..<2 {
            let failure = #expect(throws: DeliveryFailure.self) {
                try receiver.deliver(notification, shouldGiveUp: { false })
            }
            #expect(failure?.isPassing == true)
            #expect(
                failure?.description.hasPrefix("sink incidents: 1 messages were not delivered to 127.0.0.1:1") == true)
        }
    }

    @Test(.timeLimit(.minutes(1))) func whoStopsDoesNotWaitForBrokers() throws {
        let receiver = try receiver([("message.timeout.ms", Secret("600000"))])
        let failure = #expect(throws: DeliveryFailure.self) {
            try receiver.deliver(notification, shouldGiveUp: { true })
        }
        #expect(failure?.isPassing == true && failure?.description.contains("stopped") == true)
    }

    @Test(.timeLimit(.minutes(1))) func whatIsTooLargeIsRefusedForGoodAndTheNextIsTried() throws {
        let receiver = try receiver([("message.timeout.ms", Secret("200")), ("message.max.bytes", Secret("1000"))])
        var large = notification
        large.sentence = String(repeating: "x", count: 2_000)
        let refused = #expect(throws: DeliveryFailure.self) { try receiver.deliver(large, shouldGiveUp: { false }) }
        #expect(refused?.isPassing == false && refused?.description.contains("max.message.bytes") == true)
        let away = #expect(throws: DeliveryFailure.self) { try receiver.deliver(notification, shouldGiveUp: { false }) }
        #expect(away?.isPassing == true)
    }

    @Test func whatCannotBeIsSaidAtOnceAndWithoutSecrets() {
        let topic = #expect(throws: ConnectorError.self) { try receiver(topic: "a b") }
        #expect(topic?.description.contains("sink incidents: a b") == true)
        let property = #expect(throws: ConnectorError.self) {
            try receiver([("sasl.passwords", Secret("swordfish"))])
        }
        #expect(property?.description.contains("sink incidents") == true)
        #expect(property?.description.contains("swordfish") == false)
    }
}
