import StreamRuntime
import TimeSeries

/// Takes everything and keeps nothing.
struct NoSink: Sink {
    let name = "none"

    func makeWriter() throws(ConnectorError) -> any SinkWriter { Writer() }

    private final class Writer: SinkWriter {
        func progress(
            of partition: PartitionID, shouldGiveUp: () -> Bool
        ) throws(ConnectorError) -> PartitionProgress? { nil }
        func begin(_ partition: PartitionID, at offset: Int64, shouldGiveUp: () -> Bool) throws(ConnectorError) {}
        func introduce(_ identities: [SeriesIdentity], firstNumber: Int, in partition: PartitionID) {}
        func commit(_ epoch: Epoch, shouldGiveUp: () -> Bool) throws(ConnectorError) {}
        func release(_ partition: PartitionID) {}
        func close(shouldGiveUp: () -> Bool) throws(ConnectorError) {}
    }
}
