import Telemetry
import Testing
import TimeSeries

@testable import StreamRuntime

@Suite struct SeriesOwnersTests {
    private func partition(_ number: Int32) -> PartitionID { PartitionID(source: "s", topic: "t", partition: number) }

    private func series(_ key: String, _ model: String = "m") -> SeriesIdentity {
        SeriesIdentity(key: key, metric: "load", model: model, labels: [])
    }

    @Test func aSeriesOfTwoPartitionsIsNoticedOnce() {
        let owners = SeriesOwners(log: Log(format: .human, threshold: .error))
        #expect(!owners.note([series("a"), series("b")], of: partition(0)))
        // The same partition, given back to us, names its series again.
        #expect(!owners.note([series("a"), series("b")], of: partition(0)))
        #expect(!owners.note([series("c"), series("a", "other")], of: partition(1)))
        #expect(owners.note([series("d"), series("b")], of: partition(1)))
        #expect(!owners.note([series("a")], of: partition(1)))
    }
}
