import Snapshots
import Testing
import TimeSeries

@testable import StreamRuntime

@Suite struct PartitionRunTests {
    private let partition = PartitionID(source: "s", topic: "t", partition: 0)

    private func epochs(of records: [String], epochRows: Int) throws -> [Epoch] {
        let plan = RecoveryPlan(beginningAt: 0, sinks: 1)
        let run = PartitionRun(
            lease: PartitionLease(partition), program: SumProgram(), plan: plan,
            replay: Replay(plan, after: 0, kept: [[]]), lineage: SnapshotLineage(SnapshotName("p", partition)),
            startingAt: LogPosition(offset: 0, input: 0),
            settings: RuntimeSettings(pipeline: "p", workers: 1, epochRows: epochRows))
        var batch = RecordBatch(partition: partition)
        for (offset, record) in records.enumerated() {
            Array(record.utf8).withUnsafeBytes {
                batch.append(offset: Int64(offset), timestamp: nil, key: nil, value: $0)
            }
        }
        var epochs: [Epoch] = []
        try run.advance(through: batch.sealed()) { epochs.append($0) }
        run.endEpoch { epochs.append($0) }
        return epochs
    }

    @Test func anEpochEndsWithinABatchWhenItsDeadLettersAreMany() throws {
        let epochs = try epochs(
            of: Array(repeating: String(repeating: "x", count: 1 << 20), count: 80), epochRows: 1_000)
        #expect(epochs.count == 3)
        #expect(epochs.map(\.deadLetters.count).reduce(0, +) == 80)
        #expect(zip(epochs, epochs.dropFirst()).allSatisfy { $0.range.upperBound == $1.range.lowerBound })
    }

    @Test func anEpochEndsWithinABatchWhenItsRowsAreMany() throws {
        let epochs = try epochs(of: (0..<1_000).map { "\($0)" }, epochRows: 100)
        #expect(epochs.count >= 7 && epochs.allSatisfy { $0.observations.count <= 131 })
    }
}
