import Snapshots
import Synchronization
import TimeSeries

/// One snapshot of one partition, from the epoch at whose end it is to its place in the store.
///
/// While its worker goes on, what the state was is copied out in slices, and whatever is about to change before.
final class SnapshotJob: Sendable {
    let partition: PartitionID
    let head: SnapshotHead
    let lineage: SnapshotLineage
    private let permit: Mutex<SnapshotPermit?>
    /// Whether it was published, once it is over. Whoever waits for it keeps this and not the job, whose permit others want.
    let outcome = Reply<Bool>()

    init(_ partition: PartitionID, _ head: SnapshotHead, _ lineage: SnapshotLineage, _ permit: SnapshotPermit) {
        self.partition = partition
        self.head = head
        self.lineage = lineage
        self.permit = Mutex(permit)
    }

    /// Whether it was published, or given up.
    var isOver: Bool { outcome.wait(until: .now) != nil }

    /// Nothing more is done for it: the next one may begin.
    func end(published: Bool) {
        outcome.answer(published)
        permit.withLock { $0 = nil }
    }
}
