import Synchronization

/// When somebody asked for the end, if somebody did.
final class StopMoment: Sendable {
    private let value = Mutex<ContinuousClock.Instant?>(nil)

    var moment: ContinuousClock.Instant? { value.withLock { $0 } }

    /// Only the first call counts.
    func set() { value.withLock { $0 = $0 ?? .now } }
}
