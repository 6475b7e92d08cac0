import Telemetry
import PipelineSpec
import StreamRuntime

/// Says once that no broker can be reached, and once that they are back.
struct BrokerOutage {
    private var since: ContinuousClock.Instant?
    /// Kinds of trouble that were already told about since the brokers last answered.
    private var told: Set<String> = []
    private var lastReason: String?

    var isOn: Bool { since != nil }

    /// Remembers why a connection failed; that alone is no outage.
    mutating func noteReason(_ reason: String) { lastReason = reason }

    mutating func began(_ source: KafkaSource) {
        guard since == nil else { return }
        since = .now
        let reason = lastReason.map { ": \($0)" } ?? ""
        source.log.warning(
            "\(source.owner): no broker at \(source.spec.brokers) can be reached\(reason); trying on",
            ["source": .text(source.name)])
    }

    mutating func recovered(_ source: KafkaSource) {
        guard let since else { return }
        let seconds = (ContinuousClock.now - since).components.seconds
        source.log.info(
            "\(source.owner): the brokers answer again after \(seconds) s", ["source": .text(source.name)])
        self = BrokerOutage()
    }

    /// Warns, unless the same kind was already warned about since the last recovery.
    mutating func warnOnce(_ kind: String, _ sentence: String, _ source: KafkaSource) {
        guard told.insert(kind).inserted else { return }
        source.log.warning("\(source.owner): \(sentence)", ["source": .text(source.name)])
    }
}
