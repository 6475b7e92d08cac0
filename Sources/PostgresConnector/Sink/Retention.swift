import StreamRuntime
import Synchronization
import Telemetry

/// Removes what a pipeline does not keep any longer: when its sink first commits, from time to time after that, and when
/// the last of the sink's writers closes, so that short runs clean up too.
final class Retention: Sendable {
    private static let pause: Duration = .seconds(600)
    /// Where there was more to remove than could be at once.
    private static let shortPause: Duration = .seconds(30)
    /// For how long epochs wait for it.
    private static let longest: Duration = .seconds(5)
    /// Rows of a table that are removed in one transaction.
    private static let mostRows = 10_000

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
    func close(_ session: PostgresSession, _ shouldGiveUp: () -> Bool) {
        let isLast = schedule.withLock {
            $0.writers -= 1
            return $0.writers == 0
        }
        if isLast { apply(session, shouldGiveUp) }
    }

    /// A writer has committed an epoch.
    func applyWhenDue(_ session: PostgresSession, _ shouldGiveUp: () -> Bool) {
        let isDue = schedule.withLock {
            guard ContinuousClock.now >= $0.next else { return false }
            $0.next = .now + Self.pause
            return true
        }
        if isDue { apply(session, shouldGiveUp) }
    }

    /// Removes a part after another. What cannot be removed now is removed the next time.
    private func apply(_ session: PostgresSession, _ shouldGiveUp: () -> Bool) {
        guard isWanted else { return }
        let end = ContinuousClock.now + Self.longest
        do throws(PostgresFailure) {
            var hasMore = true
            while hasMore, ContinuousClock.now < end {
                if shouldGiveUp() { return }
                hasMore = try removePart(session) { shouldGiveUp() || ContinuousClock.now > end + Self.longest }
            }
            if hasMore { schedule.withLock { $0.next = .now + Self.shortPause } }
        } catch {
            let sentence = "\(session.server.owner): old rows were not removed: \(error.message)"
            if error.isPassing, !error.isOverTime {
                log.debug("\(sentence); the next time, then")
            } else {
                log.warning("\(sentence); they stay until that is mended, see keep: in the pipeline file")
            }
        }
    }

    /// - Returns: whether there may be more.
    private func removePart(_ session: PostgresSession, shouldGiveUp: () -> Bool) throws(PostgresFailure) -> Bool {
        try session.attempt(shouldGiveUp: shouldGiveUp) { connection throws(PostgresFailure) in
            // What waits for its locks waits no longer than this.
            try connection.execute("begin; set local lock_timeout = '2s'; set local statement_timeout = '5s'")
            let answer = try connection.execute(
                "select millrace.apply_retention($1, $2::interval, $3::interval, $4::interval, $5::interval, \(Self.mostRows))",
                parameters)
            try connection.execute("commit")
            return answer.text(0, 0) == "t"
        } ?? false
    }
}
