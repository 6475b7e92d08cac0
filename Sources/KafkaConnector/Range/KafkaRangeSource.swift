import Foundation
package import PipelineSpec
package import StreamRuntime
import Synchronization
package import Telemetry

/// Reads a range of topics without joining a group or committing anything: at the brokers nothing changes.
package final class KafkaRangeSource: FiniteSource {
    package let name: String
    private let consumer: KafkaSource
    private let range: KafkaRange
    private let read = Atomic<Int64>(0)

    /// - Parameter spec: its group, start and truncation are not looked at.
    package init(name: String, spec: KafkaSourceSpec, range: KafkaRange, log: Log) {
        self.name = name
        self.range = range
        // The client library wants a name for a group, which is never joined.
        var spec = spec
        spec.group = "millrace-backtest-\(UUID().uuidString)"
        consumer = KafkaSource(name: name, spec: spec, ends: .whenCaughtUp, member: nil, log: log)
    }

    package func check(isStopping: () -> Bool) throws(ConnectorError) { try consumer.check(isStopping: isStopping) }

    package func run(into intake: any Intake) throws(ConnectorError) {
        do throws(ConnectorError) {
            let partitions = try consumer.reach(stopping: { intake.isStopping })
            let session = try KafkaRangeSession(source: consumer, partitions: partitions, range: range, intake: intake)
            try session.run { self.read.store($0, ordering: .relaxed) }
        } catch {
            if case .interrupted = error, intake.isStopping { return }
            throw error
        }
    }

    /// In offsets.
    package var extent: (read: Int64, total: Int64)? {
        range.parts.map { parts in
            (read.load(ordering: .relaxed), parts.reduce(0) { $0 + Int64($1.offsets.count) })
        }
    }
}
