package import PipelineSpec
package import StreamRuntime
package import Telemetry

/// Writes dead letters to a topic: the message's own key and value as they were received, what is wrong with it in headers. It
/// writes nothing else of an epoch.
///
/// At least once. It remembers no progress, so an epoch reaches it before the sinks that do (``Sink/goesFirst``), and is
/// acknowledged by all replicas before they are written: a crash in between writes its letters again, with the same header
/// `millrace-letter`, the record's place and the reason, by which a reader drops what it has seen.
package struct KafkaDeadLetterSink: Sink {
    package let name: String
    private let pipeline: String
    private let spec: KafkaSinkSpec
    private let log: Log

    /// Does not connect yet.
    ///
    /// - Parameter name: the sink's in the pipeline file.
    package init(name: String, pipeline: String, spec: KafkaSinkSpec, log: Log) {
        self.name = name
        self.pipeline = pipeline
        self.spec = spec
        self.log = log
    }

    package var goesFirst: Bool { true }

    package func makeWriter() throws(ConnectorError) -> any SinkWriter {
        guard KafkaTopics.isName(spec.topic) else {
            throw .invalidSetting("sink \(name): \(spec.topic) cannot be the name of a topic")
        }
        _ = try KafkaTopics(owner: "sink \(name)", brokers: spec.brokers, properties: spec.properties, log: log)
            .find(spec.topic)
        return KafkaDeadLetterWriter(name: name, pipeline: pipeline, spec: spec, log: log)
    }
}
