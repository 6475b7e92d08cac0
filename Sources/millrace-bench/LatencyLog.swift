import Synchronization

/// When batches were due, and how late their worker was done with them.
final class LatencyLog: Sendable {
    private struct Content {
        /// By the offset of a batch's first record; nil for those that are not counted.
        var due: [Int64: ContinuousClock.Instant] = [:]
        var milliseconds: [Double] = []
    }

    private let content = Mutex(Content())

    func note(_ offset: Int64, due: ContinuousClock.Instant) { content.withLock { $0.due[offset] = due } }

    func done(_ offset: Int64) {
        let now = ContinuousClock.now
        content.withLock {
            if let due = $0.due.removeValue(forKey: offset) { $0.milliseconds.append((now - due) / .milliseconds(1)) }
        }
    }

    var all: [Double] { content.withLock(\.milliseconds) }
}
