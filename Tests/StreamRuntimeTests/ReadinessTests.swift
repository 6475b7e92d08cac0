import TimeSeries
import Testing

@testable import StreamRuntime

/// Whatever keeps a run from its work is a reason that names it.
@Suite struct ReadinessTests {
    private let partition = PartitionID(source: "s", topic: "t", partition: 3)

    private func reasons(_ status: RunStatus) -> [String] { Readiness(status, sources: ["s"]).reasons }

    private func open(_ ledger: Ledger) -> RunStatus {
        ledger.opened(partition, at: 0, replayingFrom: 0)
        return ledger.status
    }

    @Test func aRunThatHasItsPartitionsIsReady() {
        #expect(reasons(RunStatus()) == ["source s: it has not been given its partitions"])
        #expect(reasons(open(Ledger())).isEmpty)
    }

    @Test func anEpochWhoseCountsDoNotAddUpStaysAReason() {
        let ledger = Ledger()
        _ = open(ledger)
        for (received, forecast) in [(3, 3), (4, 3), (2, 3), (5, 5)] as [(Int64, Int64)] {
            var epoch = Epoch(partition: partition, startingAt: 0, firstIntroduced: 0)
            epoch.tally.received = received
            epoch.tally[.forecast] = forecast
            ledger.committed(epoch)
        }
        let status = ledger.status
        // The sums agree by chance, the epochs do not.
        #expect(status.tallies[partition]?.addsUp == true && status.violations == [partition: 2])
        #expect(!status.addsUp)
        #expect(reasons(status).count == 1 && reasons(status)[0].contains("counts of 2 epochs do not add up"))
        ledger.closed(partition)
        #expect(ledger.status.tally.received == 14 && !ledger.status.addsUp)
    }

    @Test func aSinkThatOwesAnAnswerIsAReason() {
        var status = open(Ledger())
        status.sinks = [SinkStatus(name: "pg", waiting: .seconds(3)), SinkStatus(name: "file")]
        #expect(reasons(status).isEmpty)
        status.sinks[0].waiting = .seconds(14)
        #expect(reasons(status) == ["sink pg: no answer for 14 s"])
    }

    @Test func brokersThatAreAwayAreAReason() {
        let ledger = Ledger()
        _ = open(ledger)
        ledger.note("s") { $0.trouble = "no broker at x:1 can be reached" }
        #expect(reasons(ledger.status) == ["source s: no broker at x:1 can be reached"])
        ledger.note("s") { $0.trouble = nil }
        #expect(reasons(ledger.status).isEmpty)
    }

    @Test func aStateThatIsRebuiltAndALogThatStandsStillAreReasons() {
        let ledger = Ledger()
        ledger.opened(partition, at: 100, replayingFrom: 40)
        #expect(reasons(ledger.status) == ["t/3: the state is being rebuilt, 60 records to go"])
        ledger.processed(partition, to: 100, series: 1)
        ledger.noteEnd(of: partition, end: 150)
        var status = ledger.status
        #expect(reasons(status).isEmpty)
        status.partitions[0].stillFor = .seconds(75)
        #expect(reasons(status) == ["t/3: 50 records wait, and none was committed for 75 s"])
    }
}
