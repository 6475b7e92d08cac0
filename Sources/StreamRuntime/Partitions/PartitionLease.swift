import Synchronization
import TimeSeries

/// One ownership of a partition, from opening to letting go. What was computed under a lease that has been given up is
/// not committed.
final class PartitionLease: Sendable {
    let partition: PartitionID
    private let isRevoked = Atomic(false)

    init(_ partition: PartitionID) { self.partition = partition }

    /// Whether the partition belongs to somebody else now.
    var isGivenUp: Bool { isRevoked.load(ordering: .acquiring) }

    func giveUp() { isRevoked.store(true, ordering: .releasing) }
}
