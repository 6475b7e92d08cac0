/// Where a run stands, for all of its threads: going on, finishing, or given up.
///
/// `@unchecked Sendable`: every access to the stored properties is inside `condition.locked`.
final class RunState: @unchecked Sendable {
    private let condition = Condition()
    private var drainDeadline: ContinuousClock.Instant?
    private var firstFailure: ConnectorError?

    /// Asks for the end: what has been read is still finished, until `deadline`. Only the first call counts.
    func stop(drainingUntil deadline: ContinuousClock.Instant) {
        condition.locked {
            if drainDeadline == nil { drainDeadline = deadline }
        }
    }

    /// Gives up: nothing more is committed. Only the first failure is kept; the others follow from it.
    func fail(_ error: ConnectorError) {
        condition.locked {
            if firstFailure == nil { firstFailure = error }
        }
    }

    /// Why the run was given up.
    var failure: ConnectorError? { condition.locked { firstFailure } }

    /// Whether sources should read no more.
    var isStopping: Bool { condition.locked { drainDeadline != nil || firstFailure != nil } }

    /// Whether waiting for something that may pass should end: the run has failed, or its time to finish is over.
    var shouldGiveUp: Bool {
        condition.locked {
            if firstFailure != nil { return true }
            guard let drainDeadline else { return false }
            return ContinuousClock.now >= drainDeadline
        }
    }

    /// Waits for an answer from another thread.
    ///
    /// - Returns: nil when there will be none, or none in time.
    func wait<Answer>(for reply: Reply<Answer>, until deadline: ContinuousClock.Instant? = nil) -> Answer? {
        while true {
            if let answer = reply.wait(until: .now + Self.patience) { return answer }
            if shouldGiveUp { return nil }
            if let deadline, ContinuousClock.now >= deadline { return nil }
        }
    }

    /// What a run says that had to end before its work was done.
    static let unfinished =
        "the time allowed to finish was over before everything was written; what is missing is read again at the next start"

    /// How long a thread waits before it looks again whether the run still goes on.
    static let patience: Duration = .milliseconds(100)
}
