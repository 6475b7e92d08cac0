import PipelineSpec
import StreamRuntime
import Telemetry
import Testing

@testable import KafkaConnector

@Suite struct KafkaSettingsTests {
    private func source(_ properties: [(name: String, value: Secret)]) -> KafkaSource {
        var spec = KafkaSourceSpec(brokers: "127.0.0.1:1", topics: ["t"], group: "g")
        spec.properties = properties
        return KafkaSource(
            name: "s", spec: spec, ends: .never, member: nil, log: Log(format: .human, threshold: .error))
    }

    @Test func theUsersPropertiesCountLast() {
        let settings = source([("fetch.wait.max.ms", Secret("7"))]).consumerSettings(partitions: 4)
        #expect(settings.properties.last { $0.name == "fetch.wait.max.ms" }?.value == "7")
        #expect(settings.properties.contains { $0.name == "isolation.level" && $0.value == "read_committed" })
    }

    @Test func aPropertyThatThereIsNotIsNamed() {
        let settings = source([("no.such.property", Secret("1"))]).consumerSettings(partitions: 1)
        do throws(ConnectorError) {
            _ = try KafkaProperties(settings)
            Issue.record("it was taken")
        } catch {
            #expect(error.description.contains("no.such.property") && error.description.contains("source s"))
        }
    }

    @Test func aSecretIsNotRepeated() {
        let settings = source([("ssl.key.password", Secret("hunter2"))]).consumerSettings(partitions: 1)
        let error = settings.rejection(of: ("sasl.password", "hunter2"), reason: "bad value \"hunter2\"")
        #expect(!error.description.contains("hunter2"))
    }
}
