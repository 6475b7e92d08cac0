import Synchronization
import Telemetry
import Testing
import TimeSeries

@testable import StreamRuntime

/// Partitions that change hands while their worker is busy.
@Suite struct LeaseTests {
    /// Loses its partition while the worker is busy with it, and gets it back.
    private struct LosingSource: Source {
        let name = "s"
        let gate: Gate
        let isAbandoned: Bool

        func check(isStopping: () -> Bool) throws(ConnectorError) {}

        func run(into intake: any Intake) throws(ConnectorError) {
            let id = PartitionID(source: name, topic: "t", partition: 0)
            _ = try intake.open(id) { () throws(ConnectorError) in 0 }
            _ = intake.offerWaiting(batch(id, 0..<10))
            gate.waitForArrival()
            if isAbandoned { intake.abandon([id]) } else { _ = intake.close([id], areRevoked: true) }
            let opener = NamedThread(name: "opener") { [gate] in
                _ = Reply<Bool>().wait(until: .now + .milliseconds(50))
                gate.open()
            }
            let start = try intake.open(id) { () throws(ConnectorError) in 0 }
            opener.join()
            _ = intake.offerWaiting(batch(id, start..<10))
            _ = intake.close([id], areRevoked: false)
        }

        private func batch(_ id: PartitionID, _ offsets: Range<Int64>) -> RecordBatch {
            var batch = RecordBatch(partition: id)
            for offset in offsets {
                Array("\(offset)".utf8).withUnsafeBytes {
                    batch.append(offset: offset, timestamp: nil, key: nil, value: $0)
                }
            }
            return batch.sealed()
        }
    }

    /// - Parameter isAbandoned: whether it is another's at once; else there is no time to finish it.
    @Test(.timeLimit(.minutes(1)), arguments: [true, false])
    func aPartitionThatIsLostAndGivenBackIsWritten(isAbandoned: Bool) throws {
        let sink = MemorySink()
        let gate = Gate()
        let pipeline = Pipeline(
            settings: RuntimeSettings(
                pipeline: "test", workers: 1, epochEvery: .milliseconds(20), drain: .milliseconds(30)),
            sources: [LosingSource(gate: gate, isAbandoned: isAbandoned)], sinks: [sink],
            programs: GatedPrograms(gate: gate), snapshots: nil, log: Log(format: .human, threshold: .error))
        try pipeline.run()
        #expect(sink.rows.values.first?.count == 10)
        #expect(pipeline.status.tally.received == 10)
        #expect(sink.contents.withLock { $0.progress.values.first?.next } == 10)
    }
}
