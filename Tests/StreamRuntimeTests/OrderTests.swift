import Snapshots
import Testing
import TimeSeries

@testable import StreamRuntime

/// Orders about series among the side inputs of a partition.
@Suite struct OrderTests {
    @Test func anEpochEndsWithAnOrder() throws {
        let tick = SideInput(.tick(Timestamp(microseconds: 5)))
        let order = SideInput(.order(SeriesOrder(name: "o", action: .reset, model: "sum", key: "1", metric: "n")))
        let partition = PartitionID(source: "s", topic: "numbers", partition: 0)
        let plan = RecoveryPlan(beginningAt: 0, sinks: 1)
        let program = try #require(SumProgram(state: Array("0 5 1 6".utf8)))
        let run = PartitionRun(
            lease: PartitionLease(partition), program: program, plan: plan, replay: Replay(plan, after: 0, kept: [[]]),
            lineage: SnapshotLineage(SnapshotName("p", partition)),
            startingAt: LogPosition(offset: 0, input: 0), settings: RuntimeSettings(pipeline: "p", workers: 1))
        var epochs: [Epoch] = []
        for input in [tick, order, tick] { run.stamp(input) { epochs.append($0) } }
        run.endEpoch { epochs.append($0) }
        #expect(epochs.map { $0.inputs.map(\.sequence) } == [[1, 2], [3]])
        #expect(epochs.map { $0.answers.map(\.order.key) } == [["1"], []])
    }
}
