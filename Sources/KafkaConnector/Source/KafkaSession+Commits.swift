import Telemetry
import StreamRuntime
import TimeSeries

extension KafkaSession {
    /// Commits to the group, every few seconds, what all sinks have; does not wait for the answer.
    func commitPeriodically(_ now: ContinuousClock.Instant) {
        takeCommitResults(waiting: 0)
        guard now >= offsetCommits.nextTime, offsetCommits.pending == 0 else { return }
        offsetCommits.nextTime = now + OffsetCommits.interval
        send(intake.committedOffsets())
    }

    /// Commits the offsets of partitions that are let go, and waits for the answer, not without end.
    func commitAndWait(_ offsets: [PartitionID: Int64]) {
        send(offsets)
        let deadline = ContinuousClock.now + OffsetCommits.patience
        while offsetCommits.pending > 0, ContinuousClock.now < deadline { takeCommitResults(waiting: 100) }
    }

    private func send(_ offsets: [PartitionID: Int64]) {
        let changed = offsets.filter { offsetCommits.sent[$0.key.description] != $0.value }
        guard !changed.isEmpty else { return }
        do throws(KafkaFailure) {
            try client.commit(
                changed.map { PartitionPosition(topic: $0.topic, partition: $0.partition, offset: $1) })
            offsetCommits.pending += 1
            for (id, offset) in changed { offsetCommits.sent[id.description] = offset }
        } catch {
            noteCommitFailure(error)
        }
    }

    private func takeCommitResults(waiting milliseconds: Int32) {
        while offsetCommits.pending > 0, let event = client.nextCommitResult(waiting: milliseconds) {
            guard case .committed(let failure, let positions) = event else { continue }
            offsetCommits.pending -= 1
            if let failure = failure ?? positions.lazy.compactMap(\.failure).first { noteCommitFailure(failure) }
        }
    }

    /// What the group is told lags behind then, which only tools see.
    private func noteCommitFailure(_ failure: KafkaFailure) {
        offsetCommits.sent.removeAll()
        source.log.debug("\(source.owner): the group was not told the offsets: \(failure.text)")
    }
}
