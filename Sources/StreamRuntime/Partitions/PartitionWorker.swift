import Snapshots
import Telemetry
import TimeSeries

/// The one thread that owns a share of the partitions and every series in them.
///
/// `@unchecked Sendable`: what is stored is used on the worker's thread alone once it has started.
final class PartitionWorker: @unchecked Sendable {
    private let messages: BoundedQueue<WorkerMessage>
    let settings: RuntimeSettings
    private let programs: any PartitionProgramMaker
    private let state: RunState
    let ledger: Ledger
    private let snapshots: SnapshotWriter?
    /// Nil where no sink keeps side inputs, so that there are none.
    let feedbackCall: FeedbackCall?
    private let log: Log
    let committer: Committer
    private(set) var runs: [PartitionID: PartitionRun] = [:]
    /// When each partition was last snapshotted, and as of where.
    private var lastSnapshots: [PartitionID: (time: ContinuousClock.Instant, position: LogPosition)] = [:]
    var nextTickLook = ContinuousClock.now
    var nextFeedbackLook = ContinuousClock.now

    init(
        settings: RuntimeSettings, programs: any PartitionProgramMaker, committer: Committer, state: RunState,
        ledger: Ledger, snapshots: SnapshotWriter?, feedbackCall: FeedbackCall?, log: Log
    ) {
        self.settings = settings
        self.programs = programs
        self.committer = committer
        self.state = state
        self.ledger = ledger
        self.snapshots = snapshots
        self.feedbackCall = feedbackCall
        self.log = log
        messages = BoundedQueue(limit: settings.queueBytes)
    }

    /// Hands over records if there is room for them.
    func offer(_ batch: RecordBatch) -> Bool { messages.offer(.records(batch), weight: batch.memory) }

    /// Hands over records, waiting for room until `deadline`.
    func push(_ batch: RecordBatch, until deadline: ContinuousClock.Instant) -> Bool {
        messages.push(.records(batch), weight: batch.memory, until: deadline)
    }

    /// Hands over anything else; it is done after what was handed over before.
    func ask(_ message: WorkerMessage) { messages.pushAlways(message) }

    /// Takes no more messages; ``run()`` ends when those inside are done.
    func finish() { messages.close() }

    /// Works until ``finish()``.
    func run() {
        while true {
            let deadline = runs.values.lazy.compactMap(\.deadline).min()
            if let message = messages.pop(until: deadline ?? .now + RunState.patience) {
                serve(message)
            } else if messages.isExhausted {
                break
            }
            endOldEpochs()
            if let feedbackCall {
                lookForFeedback(feedbackCall)
                tellTheTime()
            }
        }
        committer.finish()
    }

    private func endOldEpochs() {
        let now = ContinuousClock.now
        for run in runs.values {
            if let deadline = run.deadline, deadline <= now { run.endEpoch { submit($0, of: run) } }
        }
    }

    private func serve(_ message: WorkerMessage) {
        switch message {
        case .open(let lease, let plan, let reply):
            // Without an answer the source waits until the run has failed.
            if let offset = open(lease, plan) { reply.answer(offset) }
        case .records(let batch):
            // A partition that was abandoned may still have records under way.
            guard let run = runs[batch.partition], !state.shouldGiveUp, !run.lease.isGivenUp else { return }
            do throws(ConnectorError) {
                try run.advance(through: batch) { submit($0, of: run) }
            } catch {
                return state.fail(error)
            }
            run.lastHeard = .now
            run.quietSince = run.lastHeard
            ledger.processed(batch.partition, to: run.nextOffset, series: run.program.seriesCount)
        case .feedback(let found):
            for run in runs.values where run.listeningSince != nil && !run.lease.isGivenUp {
                stamp(run.feedback.offer(found, to: run.program), in: run)
            }
        case .orders(let orders, let time): follow(orders, readAt: time)
        case .close(let lease, let reply):
            if let run = remove(lease), !state.shouldGiveUp {
                run.endEpoch { submit($0, of: run) }
                if lastSnapshots[lease.partition]?.position != run.position { sendLastSnapshot(of: run) }
            }
            lastSnapshots[lease.partition] = nil
            committer.ask(.close(lease, reply))
        case .abandon(let lease):
            if remove(lease) != nil { lastSnapshots[lease.partition] = nil }
            committer.ask(.close(lease, Reply()))
        }
    }

    private func remove(_ lease: PartitionLease) -> PartitionRun? {
        guard let run = runs[lease.partition], run.lease === lease else { return nil }
        return runs.removeValue(forKey: lease.partition)
    }

    private func open(_ lease: PartitionLease, _ plan: RecoveryPlan) -> Int64? {
        let partition = lease.partition
        let restored = plan.isFresh ? nil : restore(partition, plan)
        let program = restored?.program ?? programs.make(for: partition)
        let position = restored?.position ?? LogPosition(offset: plan.start, input: 0)
        guard let replay = replay(plan, from: position, under: lease) else { return nil }
        let run = PartitionRun(
            lease: lease, program: program, plan: plan, replay: replay, startingAt: position,
            keepsInputs: feedbackCall != nil, settings: settings)
        runs[partition] = run
        lastSnapshots[partition] = (.now, position)
        if !program.identities.isEmpty { committer.ask(.introduce(program.identities, under: lease)) }
        ledger.opened(partition, at: plan.recordsFrom, replayingFrom: position.offset)
        ledger.processed(partition, to: position.offset, series: program.seriesCount)
        for input in program.pendingInputs {
            if case .restart(let restart) = input.content { tell(restart, partition) }
        }
        if position.offset < plan.recordsFrom {
            log.info(
                "\(partition): rebuilding the state from offset \(position.offset), going on at \(plan.recordsFrom)")
        }
        run.proceed { submit($0, of: run) }
        return position.offset
    }

    private func tell(_ restart: ModelRestart, _ partition: PartitionID) {
        let what =
            restart.isDetectorAlone
            ? "what looks for anomalies of \(restart.metric) starts" : "series of \(restart.metric) start"
        log.info("\(partition): the settings of the model \(restart.model) have changed: \(what) anew")
    }

    /// What sinks have of side inputs behind `position`; nil when the run does not go on.
    private func replay(_ plan: RecoveryPlan, from position: LogPosition, under lease: PartitionLease) -> Replay? {
        let reply = Reply<Result<Replay, ConnectorError>>()
        committer.ask(.replay(lease, from: position.offset, after: position.input, reply))
        switch state.wait(for: reply) {
        case .success(let replay): return replay
        case .failure(let error):
            if !lease.isGivenUp { state.fail(error) }
            return nil
        case nil: return nil
        }
    }

    private func restore(
        _ partition: PartitionID, _ plan: RecoveryPlan
    ) -> (program: any PartitionProgram, position: LogPosition)? {
        let fingerprint = programs.fingerprint(of: partition)
        guard let snapshot = snapshots?.load(partition, for: plan, fingerprint: fingerprint) else { return nil }
        guard let program = programs.restore(partition, from: snapshot.payload) else {
            log.warning("\(partition): the snapshot of offset \(snapshot.offset) does not hold together; not used")
            return nil
        }
        return (program, LogPosition(offset: snapshot.offset, input: snapshot.input))
    }

    /// Hands an epoch on to the committer, and the state at its end when a snapshot is due.
    func submit(_ epoch: Epoch, of run: PartitionRun) {
        committer.submit(epoch, under: run.lease)
        guard let last = lastSnapshots[run.lease.partition] else { return }
        guard last.time + settings.snapshotEvery <= .now, let permit = snapshots?.permits.take() else { return }
        sendSnapshot(of: run, permit)
    }

    /// Waits for the turn of a partition that is let go.
    private func sendLastSnapshot(of run: PartitionRun) {
        guard let snapshots else { return }
        while !run.lease.isGivenUp, !state.shouldGiveUp {
            if let permit = snapshots.permits.take() { return sendSnapshot(of: run, permit) }
            _ = Reply<Bool>().wait(until: .now + .milliseconds(5))
        }
    }

    private func sendSnapshot(of run: PartitionRun, _ permit: SnapshotPermit) {
        let partition = run.lease.partition
        lastSnapshots[partition] = (.now, run.position)
        let snapshot = Snapshot(
            offset: run.nextOffset, start: run.plan.start, input: run.input,
            fingerprint: programs.fingerprint(of: partition), payload: run.program.encodeState())
        committer.submit(snapshot, permit, under: run.lease)
    }
}
