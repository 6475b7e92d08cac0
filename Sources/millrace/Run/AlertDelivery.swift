import Alerting
import Telemetry

/// What it takes to deliver alerts, checked and ready: what is in a pipeline's file counts only once the pipeline runs.
struct AlertDelivery {
    let outbox: any AlertOutbox
    let receivers: [any AlertReceiver]

    /// Begins to deliver.
    func start(_ log: Log) -> AlertDispatcher { AlertDispatcher(outbox: outbox, receivers: receivers, log: log) }
}
