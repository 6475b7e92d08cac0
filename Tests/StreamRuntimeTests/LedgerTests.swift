import Testing
import TimeSeries

@testable import StreamRuntime

@Suite struct LedgerTests {
    @Test func aReplayNeverMovesThePartitionBack() {
        let partition = PartitionID(source: "s", topic: "t", partition: 0)
        let ledger = Ledger()
        ledger.opened(partition, at: 100, replayingFrom: 0)
        var epoch = Epoch(partition: partition, startingAt: 0, firstIntroduced: 0)
        epoch.range = 0..<40
        ledger.committed(epoch)
        #expect(ledger.committedOffsets(of: "s") == [partition: 100])
        #expect(ledger.status.isRestoring)
    }

    @Test func aPartitionThatComesBackIsCountedOnce() {
        let partition = PartitionID(source: "s", topic: "t", partition: 0)
        let ledger = Ledger()
        for _ in 0..<3 {
            ledger.opened(partition, at: 0, replayingFrom: 0)
            ledger.processed(partition, to: 10, series: 5)
            #expect(ledger.status.series == 5)
            ledger.closed(partition)
            #expect(ledger.status.series == 5 && ledger.status.closedPartitions == 1)
        }
    }
}
