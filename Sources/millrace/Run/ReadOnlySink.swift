import StreamRuntime
import TimeSeries

/// A sink that tells how far another one is and which side inputs it has, and writes nothing.
struct ReadOnlySink: Sink {
    private let sink: any Sink

    init(_ sink: any Sink) { self.sink = sink }

    var name: String { sink.name }
    var keepsSideInputs: Bool { sink.keepsSideInputs }

    func makeWriter() throws(ConnectorError) -> any SinkWriter { Writer(writer: try sink.makeWriter()) }

    private final class Writer: SinkWriter {
        private let writer: any SinkWriter

        init(writer: any SinkWriter) { self.writer = writer }

        func progress(of partition: PartitionID, shouldGiveUp: () -> Bool) throws(ConnectorError) -> PartitionProgress?
        {
            try writer.progress(of: partition, shouldGiveUp: shouldGiveUp)
        }

        func begin(_ partition: PartitionID, at offset: Int64, shouldGiveUp: () -> Bool) throws(ConnectorError) {}

        func introduce(_ identities: [SeriesIdentity], firstNumber: Int, in partition: PartitionID) {}

        func commit(_ epoch: Epoch, shouldGiveUp: () -> Bool) throws(ConnectorError) {}

        func inputs(
            of partition: PartitionID, from offset: Int64, shouldGiveUp: () -> Bool
        ) throws(ConnectorError) -> [StampedInput] {
            try writer.inputs(of: partition, from: offset, shouldGiveUp: shouldGiveUp)
        }

        func release(_ partition: PartitionID) { writer.release(partition) }
        func close(shouldGiveUp: () -> Bool) throws(ConnectorError) {}
    }
}
