import Synchronization

/// How far a ``SoakSource`` is, for another thread.
final class SoakCounts: Sendable {
    let events = Atomic<Int64>(0)
    /// Times that a partition was taken away.
    let moves = Atomic<Int64>(0)
}
