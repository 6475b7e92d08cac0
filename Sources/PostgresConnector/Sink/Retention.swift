import StreamRuntime
import Synchronization
import Telemetry

/// Removes what a pipeline does not keep any longer: when its sink first commits, from time to time after that, and when
/// the last of the sink's writers closes, so that short runs clean up too.
final class Retention: Sendable {
    private static let pause: Duration = .seconds(600)

    private let parameters: [String?]
    private let isWanted: Bool
    private let log: Log
    private let schedule = Mutex((next: ContinuousClock.now, writers: 0))

    /// - Parameters:
    ///   - keeps: how long forecasts, observations, dead letters and what is over of anomalies and incidents are kept, in microseconds; nil keeps them for ever.
    init(of pipeline: String, keeps: [Int64?], log: Log) {
        isWanted = keeps.contains { $0 != nil }
        parameters = [pipeline] + keeps.map { $0.map { "\(Double($0) / 1e6) seconds" } }
        self.log = log
    }

    /// A writer of the sink has been made.
    func open() { schedule.withLock { $0.writers += 1 } }

    /// A writer of the sink is closed.
    func close(_ session: PostgresSession) {
        let isLast = schedule.withLock {
            $0.writers -= 1
            return $0.writers == 0
        }
        if isLast { apply(session) }
    }

    /// A writer has committed an epoch.
    func applyWhenDue(_ session: PostgresSession) {
        let isDue = schedule.withLock {
            guard ContinuousClock.now >= $0.next else { return false }
            $0.next = .now + Self.pause
            return true
        }
        if isDue { apply(session) }
    }

    /// What cannot be removed now is removed the next time.
    private func apply(_ session: PostgresSession) {
        guard isWanted else { return }
        do throws(PostgresFailure) {
            _ = try session.attempt(shouldGiveUp: { false }) { connection throws(PostgresFailure) in
                try connection.execute("begin; set local lock_timeout = '2s'")
                try connection.execute(
                    "select millrace.apply_retention($1, $2::interval, $3::interval, $4::interval, $5::interval)",
                    parameters)
                try connection.execute("commit")
            }
        } catch {
            let sentence = "\(session.server.owner): old rows were not removed: \(error.message)"
            if error.isPassing {
                log.debug("\(sentence); the next time, then")
            } else {
                log.warning("\(sentence); they stay until that is mended, see keep: in the pipeline file")
            }
        }
    }
}
