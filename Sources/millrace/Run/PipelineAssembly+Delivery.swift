import Alerting
import HTTPConnector
import KafkaConnector
import PipelineSpec
import PostgresConnector
import StreamRuntime

/// Whom a pipeline tells of alerts.
extension PipelineAssembly {
    /// Starts to tell the receivers what the first PostgreSQL sink holds for them; nil without receivers or such a sink. What an
    /// earlier file left open, undecided or undelivered is brought to its end also without `alerts`: a receiver that no entry
    /// names any more is told the end of what it was told.
    func dispatcher() throws(ConnectorError) -> AlertDispatcher? {
        let sinks = spec.receivers
        var outbox: PostgresOutbox?
        for sink in spec.sinks {
            guard outbox == nil, case .postgres(let postgres) = sink.kind else { continue }
            outbox = try PostgresOutbox(
                name: sink.name, pipeline: spec.name, spec: postgres, routes: routes, receivers: sinks.map(\.name),
                log: log)
        }
        guard let outbox else { return nil }
        if spec.alerts.isEmpty, sinks.isEmpty {
            _ = try outbox.route(shouldGiveUp: { false })
            return nil
        }
        var receivers: [any AlertReceiver] = []
        for sink in sinks { if let receiver = try receiver(of: sink) { receivers.append(receiver) } }
        return AlertDispatcher(outbox: outbox, receivers: receivers, log: log)
    }

    /// What tells a receiver; nil for a sink that is none. Connects to nothing.
    func receiver(of sink: SinkSpec) throws(ConnectorError) -> (any AlertReceiver)? {
        switch sink.kind {
        case .webhook(let webhook): try WebhookReceiver(name: sink.name, spec: webhook)
        case .alertmanager(let alertmanager): try AlertmanagerReceiver(name: sink.name, spec: alertmanager)
        case .kafka(let kafka): try KafkaAlertReceiver(name: sink.name, spec: kafka, log: log)
        case .postgres, .file, .stdout: nil
        }
    }
}
