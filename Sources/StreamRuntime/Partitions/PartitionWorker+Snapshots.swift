import Snapshots
import TimeSeries

/// Snapshots beside the computing: begun at an epoch's end, copied in slices between records, published behind the epoch.
extension PartitionWorker {
    /// What is copied at once: some 0.1 ms.
    private static let sliceBytes = 256 << 10
    /// What is handed over at once.
    private static let lotBytes = 4 << 20
    /// When so much was copied because it was about to change, and the store takes no more, records wait for it.
    private static let heldBytes = 32 << 20

    /// Begins a snapshot of a partition that has become quiet since its last epoch ended: the next one may be long in coming.
    func beginDueSnapshots() {
        guard snapshots != nil else { return }
        for run in runs.values
        where run.deadline == nil && run.snapshot == nil && run.lastSnapshot.position != run.position && goesOn(run) {
            beginSnapshotIfDue(of: run)
        }
    }

    /// Begins a snapshot at the end of an epoch that was handed on, when one is due and no other is being made.
    func beginSnapshotIfDue(of run: PartitionRun) {
        guard run.lastSnapshot.time + settings.snapshotEvery <= .now, let permit = snapshots?.permits.take() else {
            return
        }
        beginSnapshot(of: run, permit)
    }

    /// Begins a snapshot of the state as it is, at the end of an epoch that was handed on.
    func beginSnapshot(of run: PartitionRun, _ permit: SnapshotPermit) {
        let partition = run.lease.partition
        run.lastSnapshot = (.now, run.position)
        let (entryCount, payload) = run.program.beginImage(isWhole: !run.lineage.isContinuable)
        let head = SnapshotHead(
            offset: run.nextOffset, start: run.plan.start, input: run.input,
            fingerprint: programs.fingerprint(of: partition), entryCount: entryCount, payload: payload)
        run.snapshot = SnapshotJob(partition, head, run.lineage, permit)
    }

    /// Copies a slice of the snapshot that is being made, if one is.
    ///
    /// - Returns: whether something was done; else there is none, or the store has to catch up first.
    @discardableResult
    func continueSnapshot(of run: PartitionRun) -> Bool {
        guard let job = run.snapshot, let snapshots else { return false }
        guard !job.isOver, goesOn(run) else {
            drop(job, of: run)
            return false
        }
        var isComplete = false
        if run.program.copiedBytes < Self.lotBytes { isComplete = run.program.copyImage(upTo: Self.sliceBytes) }
        let count = run.program.copiedBytes
        guard isComplete || count >= Self.lotBytes else { return true }
        guard snapshots.hasRoom(for: count) || count >= Self.heldBytes else { return false }
        let copies = run.program.takeCopies()
        while !snapshots.put(copies, of: job, until: .now + RunState.patience) {
            guard goesOn(run) else {
                drop(job, of: run)
                return false
            }
        }
        if isComplete {
            run.snapshot = nil
            committer.ask(.snapshot(job, under: run.lease))
        }
        return true
    }

    /// Continues every snapshot that is being made.
    ///
    /// - Returns: when to do so again; nil where there is none.
    func continueSnapshots() -> ContinuousClock.Instant? {
        var next: ContinuousClock.Instant?
        for run in runs.values where run.snapshot != nil {
            let isMoving = continueSnapshot(of: run)
            if run.snapshot != nil { next = isMoving ? .now : .now + .milliseconds(2) }
        }
        return next
    }

    /// Finishes the snapshot of a partition that is let go, and makes one of its end, waiting for its turn.
    func finishSnapshots(of run: PartitionRun) {
        guard let snapshots else { return }
        finishSnapshot(of: run)
        guard run.lastSnapshot.position != run.position else { return }
        while goesOn(run) {
            if let permit = snapshots.permits.take() {
                beginSnapshot(of: run, permit)
                return finishSnapshot(of: run)
            }
            // The permit may be with another partition of this worker, which nobody else continues.
            if continueSnapshots().map({ $0 > .now }) ?? true { pause() }
        }
    }

    private func finishSnapshot(of run: PartitionRun) {
        while run.snapshot != nil { if !continueSnapshot(of: run), run.snapshot != nil { pause() } }
    }

    private func goesOn(_ run: PartitionRun) -> Bool { !run.lease.isGivenUp && !state.shouldGiveUp }

    private func drop(_ job: SnapshotJob, of run: PartitionRun) {
        run.program.dropImage()
        run.snapshot = nil
        snapshots?.drop(job)
    }

    private func pause() { _ = Reply<Bool>().wait(until: .now + .milliseconds(2)) }
}
