import Glibc
import Telemetry
import TimeSeries

/// Writes the epochs of one worker's partitions to every sink, in order, on a thread of its own, beside the computing.
///
/// `@unchecked Sendable`: `writers` and `holdings` are used on the committer's thread alone once it has started.
final class Committer: @unchecked Sendable {
    private let requests: BoundedQueue<CommitRequest>
    private let state: RunState
    private let ledger: Ledger
    private let snapshots: SnapshotWriter?
    private let owners: SeriesOwners
    private let writers: [any SinkWriter]
    /// Of each writer's sink.
    let clocks: [SinkClock]
    /// The open partitions. One that was lost and given back while its worker was busy may still be closed under its old
    /// lease after it was begun under the new one.
    private var holdings: [PartitionID: Holding] = [:]
    /// Partitions that are to be closed when their snapshots are published, and who waits for that.
    private var closings: [(lease: PartitionLease, reply: Reply<Int64>)] = []

    /// A partition that is open for a lease.
    private struct Holding {
        let lease: PartitionLease
        let plan: RecoveryPlan
        /// For each sink, up to where it has the results.
        var positions: [LogPosition]
        /// Whether the newest one has been published.
        var snapshot: Reply<Bool>?
    }

    init(
        writers: [any SinkWriter], clocks: [SinkClock], epochsInFlight: Int, state: RunState, ledger: Ledger,
        snapshots: SnapshotWriter?,
        owners: SeriesOwners
    ) {
        self.writers = writers
        self.clocks = clocks
        self.state = state
        self.ledger = ledger
        self.snapshots = snapshots
        self.owners = owners
        requests = BoundedQueue(limit: epochsInFlight)
    }

    /// Epochs and snapshots that wait; from any thread.
    var queuedEpochs: Int { requests.load }

    /// Hands over an epoch, waiting while as many requests as allowed are under way.
    func submit(_ epoch: Epoch, under lease: PartitionLease) {
        while !requests.push(.epoch(epoch, under: lease), weight: 1, until: .now + RunState.patience) {
            if lease.isGivenUp { return }
            if state.shouldGiveUp {
                // Nothing that follows may be written without it.
                state.fail(.interrupted("\(lease.partition): \(RunState.unfinished)"))
                return
            }
        }
    }

    /// Hands over a request that is small; it is done after what was handed over before.
    func ask(_ request: CommitRequest) { requests.pushAlways(request) }

    /// Takes no more requests; ``run()`` ends when those inside are done.
    func finish() { requests.close() }

    /// Between two looks whether the snapshot of a partition that is to be closed is published.
    private static let closingInterval: Duration = .milliseconds(5)

    /// Works until ``finish()``, then closes the writers.
    func run() {
        while true {
            if let request = requests.pop(until: .now + (closings.isEmpty ? RunState.patience : Self.closingInterval)) {
                serve(request)
            } else if requests.isExhausted {
                if closings.isEmpty { break }
                usleep(UInt32(Self.closingInterval / .microseconds(1)))
            }
            closings.removeAll { close($0.lease, $0.reply) }
        }
        for writer in writers {
            do throws(ConnectorError) {
                try writer.close { state.shouldGiveUp }
            } catch {
                state.fail(error)
            }
        }
    }

    private func serve(_ request: CommitRequest) {
        switch request {
        case .epoch(let epoch, let lease):
            guard !lease.isGivenUp, state.failure == nil else { return }
            do throws(ConnectorError) {
                try commit(epoch, under: lease)
            } catch {
                // Another owner's work is no failure of ours; neither is having stopped because of it.
                if !lease.isGivenUp { state.fail(error) }
                return
            }
            ledger.committed(epoch)
        case .snapshot(let job, let lease):
            guard !lease.isGivenUp, state.failure == nil else {
                snapshots?.drop(job)
                return
            }
            snapshots?.publish(job)
            if holdings[lease.partition]?.lease === lease { holdings[lease.partition]?.snapshot = job.outcome }
        case .progress(let lease, let reply):
            reply.answer(answer { () throws(ConnectorError) in try progress(under: lease) })
        case .begin(let lease, let plan, let unseen, let reply):
            reply.answer(answer { () throws(ConnectorError) in try begin(plan, unseenBy: unseen, under: lease) })
        case .replay(let lease, let offset, let input, let reply):
            reply.answer(
                answer { () throws(ConnectorError) in try replay(from: offset, after: input, under: lease) })
        case .introduce(let identities, let lease):
            guard !lease.isGivenUp else { return }
            owners.note(identities, of: lease.partition)
            for writer in writers { writer.introduce(identities, firstNumber: 0, in: lease.partition) }
        case .close(let lease, let reply): closings.append((lease, reply))
        }
    }

    /// Closes a partition, unless its snapshot is still on its way: whoever gets the partition next should find it.
    ///
    /// - Returns: whether it is closed.
    private func close(_ lease: PartitionLease, _ reply: Reply<Int64>) -> Bool {
        guard let holding = holdings[lease.partition], holding.lease === lease else { return true }
        if let outcome = holding.snapshot, !lease.isGivenUp, !state.shouldGiveUp, outcome.wait(until: .now) == nil {
            return false
        }
        release(lease.partition)
        if let committed = holding.positions.map(\.offset).min(), state.failure == nil { reply.answer(committed) }
        return true
    }

    private func commit(_ epoch: Epoch, under lease: PartitionLease) throws(ConnectorError) {
        guard var holding = holdings[epoch.partition], holding.lease === lease else {
            throw .defect("results of \(epoch.partition) came while it was not open, and were not written")
        }
        owners.note(epoch.introductions, of: epoch.partition)
        for (index, writer) in writers.enumerated() {
            if !epoch.introductions.isEmpty {
                writer.introduce(epoch.introductions, firstNumber: epoch.firstIntroduced, in: epoch.partition)
            }
            guard epoch.isNew(to: holding.positions[index]) else { continue }
            try clocks[index].time(isCommit: true) { () throws(ConnectorError) in
                try writer.commit(epoch, shouldGiveUp: giveUp(under: lease))
            }
            holding.positions[index] = epoch.end
            holdings[epoch.partition] = holding
        }
    }

    private func progress(under lease: PartitionLease) throws(ConnectorError) -> [PartitionProgress?] {
        var found: [PartitionProgress?] = []
        for (writer, clock) in zip(writers, clocks) {
            found.append(
                try clock.time { () throws(ConnectorError) in
                    try writer.progress(of: lease.partition, shouldGiveUp: giveUp(under: lease))
                })
        }
        return found
    }

    private func begin(
        _ plan: RecoveryPlan, unseenBy unseen: [Int], under lease: PartitionLease
    ) throws(ConnectorError) {
        // Under a lease that was given up it may still be open.
        release(lease.partition)
        for index in unseen {
            try writers[index].begin(lease.partition, at: plan.nexts[index], shouldGiveUp: giveUp(under: lease))
        }
        let replay = Replay(plan, after: 0, kept: plan.positions.map { _ in [] })
        holdings[lease.partition] = Holding(lease: lease, plan: plan, positions: replay.positions)
    }

    /// What has to be taken in again by a state that contains everything before `offset`, and side inputs up to `input`.
    private func replay(
        from offset: Int64, after input: Int64, under lease: PartitionLease
    ) throws(ConnectorError) -> Replay {
        guard var holding = holdings[lease.partition], holding.lease === lease else {
            throw .interrupted("\(lease.partition) was let go while it was opened")
        }
        var kept: [[StampedInput]] = []
        var feedback: Set<Int64> = []
        for writer in writers {
            kept.append(try writer.inputs(of: lease.partition, from: offset, shouldGiveUp: giveUp(under: lease)))
            feedback.formUnion(try writer.feedback(of: lease.partition, shouldGiveUp: giveUp(under: lease)))
        }
        let replay = Replay(holding.plan, after: input, kept: kept, feedback: feedback)
        holding.positions = replay.positions
        holdings[lease.partition] = holding
        return replay
    }

    private func release(_ partition: PartitionID) {
        holdings[partition] = nil
        for writer in writers { writer.release(partition) }
    }

    private func giveUp(under lease: PartitionLease) -> () -> Bool {
        { [state] in state.shouldGiveUp || lease.isGivenUp }
    }

    private func answer<Value>(
        _ body: () throws(ConnectorError) -> Value
    ) -> Result<Value, ConnectorError> {
        do throws(ConnectorError) { return .success(try body()) } catch { return .failure(error) }
    }
}
