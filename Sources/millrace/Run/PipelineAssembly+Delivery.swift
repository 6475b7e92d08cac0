import Alerting
import HTTPConnector
import KafkaConnector
import PipelineSpec
import PostgresConnector
import StreamRuntime

/// Whom a pipeline tells of alerts.
extension PipelineAssembly {
    /// What tells the receivers what the first PostgreSQL sink holds for them; nil where there is nothing to tell, or no such
    /// sink. What an earlier file left open, undecided or undelivered is brought to its end also without `alerts`: a receiver
    /// that no entry names any more is told the end of what it was told.
    func delivery() throws(ConnectorError) -> AlertDelivery? {
        guard let warehouse = spec.sinks.warehouse else { return nil }
        let sinks = spec.receivers
        let outbox = try PostgresOutbox(
            name: warehouse.name, pipeline: spec.name, spec: warehouse.spec, routes: routes,
            receivers: sinks.map(\.name), log: log)
        guard try outbox.isNeeded() else { return nil }
        var receivers: [any AlertReceiver] = []
        for sink in sinks { if let receiver = try receiver(of: sink) { receivers.append(receiver) } }
        return AlertDelivery(outbox: outbox, receivers: receivers)
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
