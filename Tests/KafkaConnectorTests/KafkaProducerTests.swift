import PipelineSpec
import StreamRuntime
import Telemetry
import Testing

@testable import KafkaConnector

@Suite(.enabled(if: TestBrokers.addresses != nil)) struct KafkaProducerTests {
    /// As one that is being restarted does: the client cannot tell the two apart.
    @Test(.timeLimit(.minutes(1))) func aBrokerThatEndsTheHandshakeIsTriedAgainAndTold() throws {
        let producer = try KafkaProducer(
            brokers: TestBrokers.addresses ?? "", properties: [("security.protocol", Secret("ssl"))],
            deliveryTimeout: .seconds(3), log: Log(format: .json, threshold: .error))
        let start = ContinuousClock.now
        let error = #expect(throws: ConnectorError.self) {
            try producer.send(topic: "t", key: nil, value: [1], timestamp: nil)
            try producer.flush()
        }
        guard case .unreachable(let sentence) = error else {
            return #expect(error == nil, "it is no refusal")
        }
        #expect(sentence.contains("handshake failed") && sentence.contains("security.protocol"), "\(sentence)")
        #expect(ContinuousClock.now - start > .seconds(2))
    }
}
