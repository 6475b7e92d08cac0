import Alerting
import Foundation
import PipelineSpec
import StatusServer
import StreamRuntime
import Synchronization
import Telemetry

/// What a run tells over HTTP: `/livez`, `/readyz` and `/metrics`.
final class RunPages: Sendable {
    let name: String
    let pipeline: Pipeline
    /// When somebody asked for the end.
    let stop: StopMoment
    private let dispatcher = Mutex<AlertDispatcher?>(nil)

    init(name: String, pipeline: Pipeline, stop: StopMoment) {
        self.name = name
        self.pipeline = pipeline
        self.stop = stop
    }

    /// Who delivers alerts from now on.
    func tell(of dispatcher: AlertDispatcher?) { self.dispatcher.withLock { $0 = dispatcher } }

    /// - Returns: nil where the pipeline file asks for none.
    func serve(at address: String?, _ log: Log) throws(ConnectorError) -> StatusServer? {
        guard let address else { return nil }
        _ = ProcessFigures.now()
        let server = try StatusServer(
            at: address,
            routes: ["/livez": { self.live }, "/readyz": { self.ready }, "/metrics": { self.metrics }])
        log.info(
            "pipeline \(name): its state is at http://\(server.address)/readyz, /livez and /metrics",
            ["pipeline": .text(name), "address": .text(server.address)])
        return server
    }

    private var live: StatusPage { StatusPage(contentType: "text/plain; charset=utf-8", body: "alive\n") }

    private var ready: StatusPage {
        let reasons = reasons
        let status = pipeline.status
        let body: [String: Any] = [
            "pipeline": name, "ready": reasons.isEmpty, "reasons": reasons, "lag": status.lag,
            "partitions": status.partitions.count, "series": status.partitions.reduce(0) { $0 + $1.series },
        ]
        let options: JSONSerialization.WritingOptions = [.sortedKeys, .withoutEscapingSlashes]
        let text = (try? JSONSerialization.data(withJSONObject: body, options: options)) ?? Data()
        return StatusPage(
            code: reasons.isEmpty ? 200 : 503, contentType: "application/json",
            body: String(decoding: text, as: UTF8.self) + "\n")
    }

    private var metrics: StatusPage {
        let metrics = RunMetrics(
            status: pipeline.status, isReady: reasons.isEmpty, deliveries: dispatcher.withLock { $0 }?.counts ?? [],
            process: .now())
        return StatusPage(contentType: MetricText.contentType, body: metrics.text)
    }

    private var reasons: [String] {
        pipeline.readiness.reasons + (stop.moment == nil ? [] : ["it was asked to end, and finishes what it has read"])
    }
}
