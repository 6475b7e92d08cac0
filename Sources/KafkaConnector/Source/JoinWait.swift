import PipelineSpec
import StreamRuntime
import Telemetry

/// How long the group has left us without a word, which it does while it waits for another member.
struct JoinWait {
    private static let interval: Duration = .seconds(15)

    private let start = ContinuousClock.now
    private let limit: Duration
    private var nextWarning = ContinuousClock.now + Self.interval

    /// - Parameter sessionTimeout: how long the group counts a member that died.
    init(sessionTimeout: Duration) {
        // Besides the session, time for the other members to finish what is taken from them.
        limit = sessionTimeout + .seconds(60)
    }

    /// Says from time to time what is waited for.
    ///
    /// - Throws: ``ConnectorError/interrupted(_:)`` when a run that should end by itself has waited longer than any member
    ///   of a working group can take.
    mutating func check(_ source: KafkaSource) throws(ConnectorError) {
        let now = ContinuousClock.now
        guard now >= nextWarning else { return }
        nextWarning = now + Self.interval
        let waiting = """
            \(source.owner): no partitions in \((now - start).components.seconds) s: the group \(source.spec.group) waits for a \
            member that does not answer
            """
        if source.end == .whenCaughtUp, now - start >= limit {
            throw .interrupted(
                "\(waiting); stop that process, or restart the broker if there is none, or give the source another group"
            )
        }
        source.log.warning(waiting, ["source": .text(source.name)])
    }
}
