import Snapshots
import Telemetry
import TimeSeries

/// The one thread that owns a share of the partitions and every series in them.
///
/// `@unchecked Sendable`: what is stored is used on the worker's thread alone once it has started.
final class PartitionWorker: @unchecked Sendable {
    private let messages: BoundedQueue<WorkerMessage>
    let settings: RuntimeSettings
    let programs: any PartitionProgramMaker
    let state: RunState
    let ledger: Ledger
    let snapshots: SnapshotWriter?
    /// Nil where no sink keeps side inputs, so that there are none.
    let feedbackCall: FeedbackCall?
    private let log: Log
    let committer: Committer
    private(set) var runs: [PartitionID: PartitionRun] = [:]
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

    /// What waits; from any thread.
    var status: WorkerStatus {
        WorkerStatus(
            queuedBytes: messages.load, queueLimit: settings.queueBytes, queuedEpochs: committer.queuedEpochs)
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
            let deadline = [continueSnapshots(), runs.values.lazy.compactMap(\.deadline).min()].compactMap(\.self).min()
            if let message = messages.pop(until: deadline ?? .now + RunState.patience) {
                serve(message)
            } else if messages.isExhausted {
                break
            }
            endOldEpochs()
            beginDueSnapshots()
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
                try run.advance(through: batch) {
                    submit($0, of: run)
                } pause: {
                    continueSnapshot(of: run)
                }
            } catch {
                return state.fail(error)
            }
            run.lastHeard = .now
            run.quietSince = run.lastHeard
            ledger.processed(batch.partition, to: run.nextOffset, series: run.program.seriesCount)
            tellPace(of: run)
        case .feedback(let found):
            for run in runs.values where run.listeningSince != nil && !run.lease.isGivenUp {
                stamp(run.feedback.offer(found, to: run.program), in: run)
            }
        case .orders(let orders, let time): follow(orders, readAt: time)
        case .close(let lease, let reply):
            if let run = remove(lease), !state.shouldGiveUp {
                run.endEpoch { submit($0, of: run) }
                finishSnapshots(of: run)
            }
            committer.ask(.close(lease, reply))
        case .abandon(let lease):
            if let run = remove(lease) { continueSnapshot(of: run) }
            committer.ask(.close(lease, Reply()))
        }
    }

    private func remove(_ lease: PartitionLease) -> PartitionRun? {
        guard let run = runs[lease.partition], run.lease === lease else { return nil }
        return runs.removeValue(forKey: lease.partition)
    }

    private func open(_ lease: PartitionLease, _ plan: RecoveryPlan) -> Int64? {
        let partition = lease.partition
        let restored = plan.isFresh ? nil : restore(plan, under: lease)
        let program = restored?.program ?? programs.make(for: partition)
        let position = restored?.position ?? LogPosition(offset: plan.start, input: 0)
        guard let replay = replay(plan, from: position, under: lease) else { return nil }
        let lineage = restored?.lineage ?? SnapshotLineage(SnapshotName(settings.pipeline, partition))
        if program.isReshaped { lineage.drop() }
        let run = PartitionRun(
            lease: lease, program: program, plan: plan, replay: replay,
            lineage: lineage,
            startingAt: position, keepsInputs: feedbackCall != nil, settings: settings)
        runs[partition] = run
        if !program.identities.isEmpty { committer.ask(.introduce(program.identities, under: lease)) }
        ledger.opened(partition, at: plan.recordsFrom, replayingFrom: position.offset)
        ledger.processed(partition, to: position.offset, series: program.seriesCount)
        for input in program.pendingInputs {
            if case .restart(let restart) = input.content { tell(restart, partition) }
        }
        if position.offset < plan.recordsFrom {
            run.pace = ReplayPace(from: position.offset, to: plan.recordsFrom)
            log.info(
                """
                \(partition): rebuilding the state from offset \(position.offset), going on at \(plan.recordsFrom): \
                \(plan.recordsFrom - position.offset) records are replayed
                """)
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
        _ plan: RecoveryPlan, under lease: PartitionLease
    ) -> (program: any PartitionProgram, position: LogPosition, lineage: SnapshotLineage)? {
        let loaded = snapshots?.load(lease.partition, for: plan, by: programs) {
            [state] in lease.isGivenUp || state.shouldGiveUp
        }
        guard let loaded else { return nil }
        return (loaded.program, LogPosition(offset: loaded.head.offset, input: loaded.head.input), loaded.lineage)
    }

    /// Says how a replay gets on.
    private func tellPace(of run: PartitionRun) {
        guard run.pace != nil else { return }
        if run.nextOffset >= run.plan.recordsFrom {
            if let pace = run.pace { log.info("\(run.lease.partition): \(pace.end())") }
            run.pace = nil
        } else if let word = run.pace?.word(at: run.nextOffset) {
            log.info("\(run.lease.partition): \(word)")
        }
    }

    /// Hands an epoch on to the committer, and begins a snapshot of the state at its end when one is due.
    func submit(_ epoch: Epoch, of run: PartitionRun) {
        committer.submit(epoch, under: run.lease)
        beginSnapshotIfDue(of: run)
    }
}
