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
}
