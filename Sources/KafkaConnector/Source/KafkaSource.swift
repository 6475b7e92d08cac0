package import PipelineSpec
package import StreamRuntime
package import Telemetry

/// Reads topics as a member of a consumer group: each partition belongs to one member, and moves with its work.
///
/// PostgreSQL says how far a partition has been processed; the offsets committed to the group are only what Kafka's own
/// tools show, and where a partition starts that no sink has seen.
package struct KafkaSource: Source {
    /// When the source is at its end.
    package enum End: Sendable {
        /// Never: it goes on until it is stopped.
        case never
        /// When every partition has been read up to where its log ended when it was opened. A member waits for the
        /// partitions of others until these have committed them, or longer than a dead member can hold its own.
        case whenCaughtUp
    }

    package let name: String
    let spec: KafkaSourceSpec
    let end: End
    let member: MemberName?
    let log: Log

    /// - Parameter member: the name in the group, unless the properties have one.
    package init(name: String, spec: KafkaSourceSpec, ends end: End, member: MemberName?, log: Log) {
        self.name = name
        self.spec = spec
        self.end = end
        self.member = member
        self.log = log
    }

    /// How messages name the source.
    var owner: String { "source \(name)" }

    /// Finds out within about ten seconds whether a broker answers, and whether the topics are there and may be read.
    package func check(isStopping: () -> Bool) throws(ConnectorError) { _ = try reach(stopping: isStopping) }

    package func run(into intake: any Intake) throws(ConnectorError) {
        let partitions: [String: Int]
        do throws(ConnectorError) {
            partitions = try reach(stopping: { intake.isStopping })
        } catch {
            if case .interrupted = error, intake.isStopping { return }
            throw error
        }
        try KafkaSession(source: self, partitions: partitions, intake: intake).run()
    }
}
