import Synchronization

/// Counts, from any thread.
final class SignalCount: Sendable {
    private let count = Atomic(0)

    /// One more.
    func next() -> Int { count.add(1, ordering: .relaxed).newValue }
}
