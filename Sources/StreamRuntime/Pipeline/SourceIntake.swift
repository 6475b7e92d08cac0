import Telemetry
import TimeSeries

/// The runtime as one source sees it. Used on the source's thread alone.
final class SourceIntake: Intake {
    private let source: String
    private let settings: RuntimeSettings
    private let workers: [PartitionWorker]
    private let state: RunState
    private let ledger: Ledger
    private let log: Log
    private var leases: [PartitionID: PartitionLease] = [:]
    private var marks: [PartitionID: RecordMark] = [:]

    init(
        source: String, settings: RuntimeSettings, workers: [PartitionWorker], state: RunState, ledger: Ledger, log: Log
    ) {
        self.source = source
        self.settings = settings
        self.workers = workers
        self.state = state
        self.ledger = ledger
        self.log = log
    }

    var isStopping: Bool { state.isStopping }

    func open(
        _ partition: PartitionID, startingAt start: () throws(ConnectorError) -> Int64
    ) throws(ConnectorError) -> Int64 {
        precondition(leases[partition] == nil, "\(partition) is open already")
        let lease = PartitionLease(partition)
        let worker = worker(of: partition)
        let progress = try answer { worker.committer.ask(.progress(lease, $0)) }.get()
        let plan: RecoveryPlan
        if let resumed = RecoveryPlan(resuming: progress) {
            plan = resumed
        } else {
            plan = RecoveryPlan(beginningAt: try start(), sinks: progress.count)
        }
        let unseen = progress.indices.filter { progress[$0] == nil }
        try answer { worker.committer.ask(.begin(lease, plan, unseenBy: unseen, $0)) }.get()
        let offset = try answer { worker.ask(.open(lease, plan, $0)) }
        leases[partition] = lease
        marks[partition] = plan.mark
        return offset
    }

    func newestKnown(of partition: PartitionID) -> Int64? { marks[partition]?.offset }

    func offer(_ batch: RecordBatch) -> Bool { worker(of: batch.partition).offer(batch) }

    func offerWaiting(_ batch: RecordBatch) -> Bool {
        let worker = worker(of: batch.partition)
        while !state.isStopping {
            if worker.push(batch, until: .now + RunState.patience) { return true }
        }
        return false
    }

    func close(_ partitions: [PartitionID], areRevoked: Bool) -> [PartitionID: Int64] {
        // What is ours until the end may take as long as the run: only the time for a shutdown bounds it.
        let deadline = areRevoked ? ContinuousClock.now + settings.drain : nil
        let waiting = partitions.compactMap { leases.removeValue(forKey: $0) }.map { lease in
            let reply = Reply<Int64>()
            worker(of: lease.partition).ask(.close(lease, reply))
            return (lease, reply)
        }
        var committed: [PartitionID: Int64] = [:]
        for (lease, reply) in waiting {
            if let next = state.wait(for: reply, until: deadline) {
                committed[lease.partition] = next
            } else {
                if state.shouldGiveUp {
                    // Before the lease is given up: what the committer then says does not count.
                    state.fail(.interrupted("\(lease.partition): \(RunState.unfinished)"))
                } else {
                    log.warning("\(lease.partition): \(RunState.unfinished)")
                }
                lease.giveUp()
            }
            ledger.closed(lease.partition)
        }
        return committed
    }

    func abandon(_ partitions: [PartitionID]) {
        for partition in partitions {
            guard let lease = leases.removeValue(forKey: partition) else { continue }
            lease.giveUp()
            worker(of: partition).ask(.abandon(lease))
            ledger.closed(partition)
        }
    }

    func committedOffsets() -> [PartitionID: Int64] { ledger.committedOffsets(of: source) }

    func noteEnd(of partition: PartitionID, end: Int64) { ledger.noteEnd(of: partition, end: end) }

    func noteAssignment() {
        ledger.note(source) {
            $0.isAssigned = true
            $0.assignments += 1
        }
    }

    func noteTrouble(_ sentence: String?) { ledger.note(source) { $0.trouble = sentence } }

    func noteMissing(_ records: Int64) { ledger.note(source) { $0.missingRecords += records } }

    /// Neighbouring partitions of a topic go to different workers; each always to the same one.
    private func worker(of partition: PartitionID) -> PartitionWorker {
        let spread = partition.topic.utf8.reduce(UInt32(partition.partition)) { $0 &+ UInt32($1) }
        return workers[Int(spread % UInt32(workers.count))]
    }

    private func answer<Answer>(_ ask: (Reply<Answer>) -> Void) throws(ConnectorError) -> Answer {
        let reply = Reply<Answer>()
        ask(reply)
        guard let answer = state.wait(for: reply) else { throw .interrupted("stopped while a partition was opened") }
        return answer
    }
}
