import Snapshots
import Telemetry
import TimeSeries

/// Writes snapshots on a thread of its own. One that cannot be written costs a longer restart, and nothing else.
final class SnapshotWriter: Sendable {
    /// Most bytes of copies that wait to be written.
    private static let queueBytes = 32 << 20

    private enum Step: Sendable {
        case entries(SnapshotEntries)
        case publish
        case drop
    }

    private let steps = BoundedQueue<(step: Step, of: SnapshotJob)>(limit: queueBytes)
    /// Whoever makes a snapshot needs its permit first.
    let permits = SnapshotPermit.Desk()
    private let store: any SnapshotStore
    private let pipeline: String
    private let log: Log

    init(store: any SnapshotStore, pipeline: String, log: Log) {
        self.store = store
        self.pipeline = pipeline
        self.log = log
    }

    /// Whether copies of so many bytes would be taken at once. There is one job, and so one who asks.
    func hasRoom(for byteCount: Int) -> Bool { steps.hasRoom(for: byteCount) }

    /// Hands over copies, waiting for room until `deadline`.
    ///
    /// - Returns: whether they were taken.
    func put(_ entries: SnapshotEntries, of job: SnapshotJob, until deadline: ContinuousClock.Instant) -> Bool {
        steps.push((.entries(entries), of: job), weight: entries.byteCount, until: deadline)
    }

    /// The job's epoch has been committed, and all copies have been handed over.
    func publish(_ job: SnapshotJob) { steps.pushAlways((.publish, of: job)) }

    /// The job will not be published.
    func drop(_ job: SnapshotJob) { steps.pushAlways((.drop, of: job)) }

    /// The newest state of the partition that is usable with `plan`, as `programs` restores it, and what further snapshots of
    /// it go on from. Waits for a store that cannot be reached: what it has may be gone from the log.
    func load(
        _ partition: PartitionID, for plan: RecoveryPlan, by programs: any PartitionProgramMaker,
        shouldGiveUp: () -> Bool
    ) -> (program: any PartitionProgram, head: SnapshotHead, lineage: SnapshotLineage)? {
        var hasWarned = false
        while !shouldGiveUp() {
            do throws(SnapshotError) {
                let loaded = try store.load(
                    SnapshotName(pipeline, partition), notAfter: plan.recordsFrom, start: plan.start,
                    fingerprint: programs.fingerprint(of: partition)
                ) { head, visit throws(SnapshotError) in
                    try programs.restore(partition, from: head, visit)
                }
                for remark in loaded.remarks { log.warning("\(partition): \(remark)") }
                return loaded.found.map { ($0.state, $0.head, $0.lineage) }
            } catch {
                if !hasWarned { log.warning("\(partition): \(error.description); trying again") }
                hasWarned = true
            }
            _ = Reply<Bool>().wait(until: .now + .milliseconds(500))
        }
        return nil
    }

    /// Takes nothing more; ``run()`` ends when what is inside is done.
    func finish() { steps.close() }

    /// Works until ``finish()``.
    func run() {
        while let (step, job) = steps.pop(until: nil) {
            guard !job.isOver else { continue }
            do throws(SnapshotError) {
                switch step {
                case .entries(let entries): try job.lineage.put(entries, in: store)
                case .publish:
                    try job.lineage.publish(job.head, in: store)
                    job.end(published: true)
                case .drop:
                    job.lineage.drop()
                    job.end(published: false)
                }
            } catch {
                log.warning(
                    "no snapshot of \(job.partition) was kept, a restart takes longer: \(error.description)")
                job.end(published: false)
            }
        }
    }
}
