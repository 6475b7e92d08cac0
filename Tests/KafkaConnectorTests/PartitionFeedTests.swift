import Testing
import TimeSeries

@testable import KafkaConnector

@Suite struct PartitionFeedTests {
    @Test(arguments: [Int64.min, .max, -300_000_000_000_000])
    func aTimeThatCannotBeStoredIsNone(milliseconds: Int64) {
        #expect(PartitionFeed.timestamp(milliseconds: milliseconds) == nil)
    }

    @Test func aMessagesTimeIsKept() {
        #expect(PartitionFeed.timestamp(milliseconds: -5) == Timestamp(microseconds: -5_000))
    }
}
