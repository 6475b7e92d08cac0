import Snapshots
import Telemetry
import TimeSeries

/// Writes snapshots on a thread of its own. One that cannot be written costs a longer restart, and nothing else.
final class SnapshotWriter: Sendable {
    /// Most bytes of snapshots that wait to be written; a larger one waits alone.
    private static let waitingBytes = 256 << 20

    private let jobs = BoundedQueue<(Snapshot, PartitionID)>(limit: waitingBytes)
    private let store: LocalSnapshotStore
    private let pipeline: String
    private let log: Log

    init(store: LocalSnapshotStore, pipeline: String, log: Log) {
        self.store = store
        self.pipeline = pipeline
        self.log = log
    }

    /// Hands over a snapshot whose epoch has been committed; waits while too many are waiting.
    func save(_ snapshot: Snapshot, of partition: PartitionID) {
        _ = jobs.push((snapshot, partition), weight: snapshot.payload.count)
    }

    /// The newest state of the partition that is usable with `plan`.
    func load(_ partition: PartitionID, for plan: RecoveryPlan, fingerprint: UInt64) -> Snapshot? {
        let found = store.load(
            name(partition), notAfter: plan.recordsFrom, start: plan.start, fingerprint: fingerprint)
        for remark in found.remarks { log.warning(remark) }
        return found.snapshot
    }

    /// Takes no more snapshots; ``run()`` ends when those inside are written.
    func finish() { jobs.close() }

    /// Works until ``finish()``.
    func run() {
        while true {
            if let (snapshot, partition) = jobs.pop(until: nil) {
                do throws(SnapshotError) {
                    try store.save(snapshot, as: name(partition))
                } catch {
                    log.warning("no snapshot of \(partition) was kept, a restart takes longer: \(error.description)")
                }
            } else {
                return
            }
        }
    }

    private func name(_ partition: PartitionID) -> SnapshotName {
        SnapshotName(
            pipeline: pipeline, source: partition.source, topic: partition.topic, partition: partition.partition)
    }
}
