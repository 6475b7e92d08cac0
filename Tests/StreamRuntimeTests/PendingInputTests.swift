import Snapshots
import Testing
import TimeSeries

@testable import StreamRuntime

/// What changed settings ask for, among the side inputs of a partition.
@Suite struct PendingInputTests {
    private let partition = PartitionID(source: "s", topic: "numbers", partition: 0)
    private let restart = SideInput(.restart(ModelRestart(model: "sum", metric: "n", isDetectorAlone: false)))

    /// A program goes on from a snapshot of the third record, where sinks have seven, and a side input before the fifth.
    private func run(keepsInputs: Bool) throws -> [Epoch] {
        let plan = try #require(RecoveryPlan(resuming: [PartitionProgress(start: 0, next: 7, epoch: 1, input: 1)]))
        let tick = StampedInput(sequence: 1, offset: 5, input: SideInput(.tick(Timestamp(microseconds: 5))))
        let program = try #require(SumProgram(state: Array("0 5 1 6".utf8)))
        program.pendingInputs = [restart]
        let run = PartitionRun(
            lease: PartitionLease(partition), program: program, plan: plan,
            replay: Replay(plan, after: 0, kept: [[tick]]),
            lineage: SnapshotLineage(SnapshotName("p", partition)), startingAt: LogPosition(offset: 3, input: 0),
            keepsInputs: keepsInputs, settings: RuntimeSettings(pipeline: "p", workers: 1))
        var epochs: [Epoch] = []
        run.proceed { epochs.append($0) }
        var batch = RecordBatch(partition: partition)
        for record in Int64(3)..<10 {
            Array("3".utf8).withUnsafeBytes { batch.append(offset: record, timestamp: nil, key: nil, value: $0) }
        }
        try run.advance(through: batch.sealed()) { epochs.append($0) }
        run.endEpoch { epochs.append($0) }
        return epochs
    }

    @Test func isStampedWhereSinksStandAndBeforeAnyNewRecord() throws {
        let epochs = try run(keepsInputs: true)
        #expect(epochs.map(\.range) == [3..<7, 7..<10])
        #expect(epochs.map(\.inputs).last == [StampedInput(sequence: 2, offset: 7, input: restart)])
        // Its sum began anew before the record at 7.
        #expect(epochs.last?.observations.compactMap(\.expected).suffix(3) == [4, 7, 10])
    }

    @Test func isTakenInWithoutATraceWhereNoSinkKeepsIt() throws {
        let epochs = try run(keepsInputs: false)
        #expect(epochs.allSatisfy { !$0.inputs.contains { $0.input == restart } })
        #expect(epochs.last?.observations.compactMap(\.expected).suffix(3) == [4, 7, 10])
    }
}
