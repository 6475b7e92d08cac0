import StreamRuntime
import Synchronization
import TimeSeries

/// A sink that keeps how far it is, and no row.
final class ForgetfulSink: Sink {
    let name = "forgetful"
    private let progress = Mutex<[PartitionID: PartitionProgress]>([:])

    func makeWriter() throws(ConnectorError) -> any SinkWriter { Writer(sink: self) }

    private final class Writer: SinkWriter {
        private let sink: ForgetfulSink

        init(sink: ForgetfulSink) { self.sink = sink }

        func progress(of partition: PartitionID, shouldGiveUp: () -> Bool) throws(ConnectorError) -> PartitionProgress?
        {
            sink.progress.withLock { $0[partition] }
        }

        func begin(_ partition: PartitionID, at offset: Int64, shouldGiveUp: () -> Bool) throws(ConnectorError) {
            sink.progress.withLock { $0[partition] = PartitionProgress(start: offset, next: offset, epoch: 0) }
        }

        func introduce(_ identities: [SeriesIdentity], firstNumber: Int, in partition: PartitionID) {}

        func commit(_ epoch: Epoch, shouldGiveUp: () -> Bool) throws(ConnectorError) {
            let follows = sink.progress.withLock { progress in
                guard progress[epoch.partition]?.next == epoch.range.lowerBound else { return false }
                progress[epoch.partition]?.next = epoch.range.upperBound
                progress[epoch.partition]?.epoch += 1
                return true
            }
            guard follows else { throw .fenced("\(epoch.partition): an epoch does not follow the one before") }
        }

        func release(_ partition: PartitionID) {}
        func close(shouldGiveUp: () -> Bool) throws(ConnectorError) {}
    }
}
