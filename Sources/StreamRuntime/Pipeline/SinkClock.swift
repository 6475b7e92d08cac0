import Synchronization
import Telemetry

/// Takes the time of what one thread asks of one sink.
final class SinkClock: Sendable {
    private struct Times {
        var since: ContinuousClock.Instant?
        var commits = DurationHistogram()
    }

    let sink: String
    private let times = Mutex(Times())

    init(sink: String) { self.sink = sink }

    /// Since when an answer has been waited for; nil while none is.
    var waitingSince: ContinuousClock.Instant? { times.withLock { $0.since } }

    /// How long commits took that succeeded.
    var commits: DurationHistogram { times.withLock { $0.commits } }

    /// Runs what asks the sink.
    ///
    /// - Parameter isCommit: whether its time counts among those of ``commits``.
    func time<Value>(
        isCommit: Bool = false, _ body: () throws(ConnectorError) -> Value
    ) throws(ConnectorError) -> Value {
        let start = ContinuousClock.now
        times.withLock { $0.since = start }
        defer { times.withLock { $0.since = nil } }
        let value = try body()
        if isCommit { times.withLock { $0.commits.add(.now - start) } }
        return value
    }
}
