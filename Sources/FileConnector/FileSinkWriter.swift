import StreamRuntime
import TimeSeries

/// One thread's way into a ``FileSink``.
final class FileSinkWriter: SinkWriter {
    private let folder: ResultFolder
    private var lines: ResultLines
    private let keepsDeadLetters: Bool

    init(folder: ResultFolder, lines: ResultLines, keepsDeadLetters: Bool) {
        self.folder = folder
        self.lines = lines
        self.keepsDeadLetters = keepsDeadLetters
    }

    func progress(of partition: PartitionID, shouldGiveUp: () -> Bool) throws(ConnectorError) -> PartitionProgress? {
        folder.progress(of: partition)
    }

    func begin(_ partition: PartitionID, at offset: Int64, shouldGiveUp: () -> Bool) throws(ConnectorError) {
        try folder.begin(partition, at: offset, shouldGiveUp: shouldGiveUp)
    }

    func introduce(_ identities: [SeriesIdentity], firstNumber: Int, in partition: PartitionID) {
        lines.introduce(identities, firstNumber: firstNumber, in: partition)
    }

    func commit(_ epoch: Epoch, shouldGiveUp: () -> Bool) throws(ConnectorError) {
        var parts: [ResultFile: [UInt8]] = [
            .forecasts: lines.forecasts(of: epoch), .observations: lines.observations(of: epoch),
            .anomalies: lines.anomalies(of: epoch), .alerts: lines.alerts(of: epoch),
        ]
        if keepsDeadLetters { parts[.deadLetters] = lines.deadLetters(of: epoch) }
        try folder.append(epoch, parts, shouldGiveUp: shouldGiveUp)
    }

    func release(_ partition: PartitionID) { lines.release(partition) }

    func close(shouldGiveUp: () -> Bool) throws(ConnectorError) {}
}
