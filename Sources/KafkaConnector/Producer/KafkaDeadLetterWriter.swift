import Glibc
import PipelineSpec
import StreamRuntime
import Telemetry
import TimeSeries

/// One thread's way into a ``KafkaDeadLetterSink``.
final class KafkaDeadLetterWriter: SinkWriter {
    /// For the letters of one epoch to be acknowledged, before they are sent anew.
    private static let patience: Duration = .seconds(30)
    /// Between two tries.
    private static let pause: Duration = .seconds(1)

    private let name: String
    private let pipeline: String
    private let spec: KafkaSinkSpec
    private let log: Log
    /// Made when there are letters, and anew after a failure: what is left in its queue would be there twice.
    private var producer: KafkaProducer?

    init(name: String, pipeline: String, spec: KafkaSinkSpec, log: Log) {
        self.name = name
        self.pipeline = pipeline
        self.spec = spec
        self.log = log
    }

    func progress(of partition: PartitionID, shouldGiveUp: () -> Bool) throws(ConnectorError) -> PartitionProgress? {
        nil
    }

    func begin(_ partition: PartitionID, at offset: Int64, shouldGiveUp: () -> Bool) throws(ConnectorError) {}

    func introduce(_ identities: [SeriesIdentity], firstNumber: Int, in partition: PartitionID) {}

    /// Waits out brokers that are away; a letter that the topic never takes, for its size, is a failure.
    func commit(_ epoch: Epoch, shouldGiveUp: () -> Bool) throws(ConnectorError) {
        guard !epoch.deadLetters.isEmpty else { return }
        while true {
            do throws(ConnectorError) {
                return try send(epoch, shouldGiveUp)
            } catch {
                let isRefused = producer?.isMessageRefused ?? false
                producer = nil
                guard case .unreachable(let sentence) = error, !isRefused else { throw error }
                log.warning("\(sentence); trying on")
            }
            let next = ContinuousClock.now + Self.pause
            while ContinuousClock.now < next {
                if shouldGiveUp() { throw .interrupted("sink \(name): stopped before its dead letters were written") }
                usleep(50_000)
            }
        }
    }

    private func send(_ epoch: Epoch, _ shouldGiveUp: () -> Bool) throws(ConnectorError) {
        if producer == nil { producer = try makeProducer() }
        guard let producer else { return }
        for letter in epoch.deadLetters {
            try producer.send(
                topic: spec.topic, key: letter.key, value: letter.payload,
                headers: headers(of: letter, epoch.partition),
                timestamp: letter.timestamp)
        }
        try producer.flush(within: Self.patience + .seconds(5), shouldGiveUp: shouldGiveUp)
    }

    private func headers(of letter: DeadLetter, _ partition: PartitionID) -> [(name: String, value: String)] {
        let place = "\(partition.topic)/\(partition.partition)/\(letter.offset)"
        return [
            ("millrace-letter", "\(place)/\(letter.reason)"), ("millrace-pipeline", pipeline),
            ("millrace-source", partition.source), ("millrace-reason", letter.reason),
            ("millrace-detail", letter.detail),
        ] + letter.metrics.map { ("millrace-metric", $0) }
    }

    private func makeProducer() throws(ConnectorError) -> KafkaProducer {
        try KafkaProducer(
            owner: "sink \(name)", brokers: spec.brokers,
            properties: [("linger.ms", Secret("5"))] + spec.properties, deliveryTimeout: Self.patience, log: log)
    }

    func release(_ partition: PartitionID) {}

    func close(shouldGiveUp: () -> Bool) throws(ConnectorError) {}
}
