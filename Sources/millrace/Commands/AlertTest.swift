import Alerting
import Foundation
import PipelineSpec
import StreamRuntime
import Telemetry
import TimeSeries

/// `millrace alerts test`: a sample through a receiver, by the same code as a run's alerts.
enum AlertTest {
    static let command = Command(
        "alerts test", "Send a sample alert, and its end, to a receiver", operands: "FILE… RECEIVER", count: 2...65,
        options: [],
        details: "RECEIVER: a sink of the pipeline that alerts are told to. Exits 69 when it does not take them."
    ) { arguments in
        let loaded = try PipelineFile.load(
            paths: Array(arguments.operands.dropLast()), environment: ProcessInfo.processInfo.environment)
        let (spec, name) = (loaded.spec, arguments.operands.last ?? "")
        let receivers = spec.receivers
        guard let sink = receivers.first(where: { $0.name == name }) else {
            let known =
                receivers.isEmpty
                ? "it has none: see sinks of type webhook, alertmanager and kafka"
                : "its receivers are \(receivers.map(\.name).joined(separator: ", "))"
            throw arguments.wrong("the pipeline \(spec.name) has no receiver `\(name)`; \(known)")
        }
        let log = Log(format: .human, threshold: .warning)
        guard let receiver = try PipelineAssembly(spec: spec, log: log).receiver(of: sink) else { return .usage }
        for state in [Alerting.Notification.State.firing, .resolved] {
            let start = ContinuousClock.now
            do throws(DeliveryFailure) {
                try receiver.deliver(sample(state, of: spec, to: name), shouldGiveUp: { false })
            } catch {
                Terminal.error("error: \(error.description)")
                return .unavailable
            }
            let milliseconds = Int((ContinuousClock.now - start) / .milliseconds(1))
            print("\(name): took the sample as \(state.rawValue), in \(milliseconds) ms")
        }
        return .ok
    }

    private static func sample(_ state: Alerting.Notification.State, of spec: PipelineSpec, to receiver: String)
        -> Alerting.Notification
    {
        let now = Timestamp(microseconds: Int64(time(nil)) * 1_000_000)
        let opened = Timestamp(microseconds: now.microseconds - 600_000_000)
        var hash = StableHash()
        hash.add("test \(spec.name) \(receiver)".utf8)
        let digits = String(hash.value, radix: 16)
        let fingerprint = String(repeating: "0", count: 16 - digits.count) + digits
        let policy = spec.alerts.first { $0.receivers.contains(receiver) }?.name ?? "test"
        return Alerting.Notification(
            idempotencyKey: "test-\(fingerprint)-\(now.microseconds)-\(state.rawValue)", pipeline: spec.name,
            policy: policy, fingerprint: fingerprint, state: state, severity: .info, opened: opened, at: now,
            resolved: state == .resolved ? now : nil, model: spec.models.first?.name ?? "test", key: "test",
            metric: "test", labels: [], kind: AnomalyKind.dip.rawValue, value: 3, expected: 85, lower: 70, upper: 99,
            score: 4, returnPeriodSeconds: 30 * 86_400, observations: 2, recent: [84, 86, 85, 3],
            sentence: "This is a test of the receiver \(receiver): nothing is wrong.",
            sql: "select * from millrace.open_alerts")
    }
}
