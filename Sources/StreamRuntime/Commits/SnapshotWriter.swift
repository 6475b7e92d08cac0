import Snapshots
import Telemetry
import TimeSeries

/// Writes snapshots on a thread of its own. One that cannot be written costs a longer restart, and nothing else.
final class SnapshotWriter: Sendable {
    private let jobs = BoundedQueue<(Snapshot, PartitionID, SnapshotPermit)>(limit: 1)
    /// Whoever makes an image of a state needs its permit first.
    let permits = SnapshotPermit.Desk()
    private let store: LocalSnapshotStore
    private let pipeline: String
    private let log: Log

    init(store: LocalSnapshotStore, pipeline: String, log: Log) {
        self.store = store
        self.pipeline = pipeline
        self.log = log
    }

    /// Hands over a snapshot whose epoch has been committed.
    func save(_ snapshot: Snapshot, of partition: PartitionID, _ permit: SnapshotPermit) {
        _ = jobs.push((snapshot, partition, permit), weight: 1)
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
            guard let (snapshot, partition, permit) = jobs.pop(until: nil) else { return }
            do throws(SnapshotError) {
                try store.save(snapshot, as: name(partition))
            } catch {
                log.warning("no snapshot of \(partition) was kept, a restart takes longer: \(error.description)")
            }
            withExtendedLifetime(permit) {}
        }
    }

    private func name(_ partition: PartitionID) -> SnapshotName {
        SnapshotName(
            pipeline: pipeline, source: partition.source, topic: partition.topic, partition: partition.partition)
    }
}
