import StreamRuntime
import TimeSeries

/// Some partitions of records that are made beforehand, as fast as they are taken.
struct PreparedSource: Source {
    let name = "s"
    private let batches: [[RecordBatch]]

    private static let batchSize = 500
    private static let seriesOfPartition = 250

    init(partitions: Int, events: Int) {
        batches = (0..<partitions).map { partition in
            let id = PartitionID(source: "s", topic: "t", partition: Int32(partition))
            return stride(from: 0, to: events / partitions, by: Self.batchSize).map { start in
                var batch = RecordBatch(partition: id)
                for offset in start..<start + Self.batchSize {
                    let (round, series) = offset.quotientAndRemainder(dividingBy: Self.seriesOfPartition)
                    batch.append(BenchedSource.record(of: series, round: round), at: Int64(offset))
                }
                return batch.sealed()
            }
        }
    }

    func check(isStopping: () -> Bool) throws(ConnectorError) {}

    func run(into intake: any Intake) throws(ConnectorError) {
        for batch in batches.compactMap(\.first) {
            _ = try intake.open(batch.partition) { () throws(ConnectorError) in 0 }
        }
        for index in batches[0].indices {
            for partition in batches { _ = intake.offerWaiting(partition[index]) }
        }
        _ = intake.close(batches.compactMap { $0.first?.partition }, areRevoked: false)
    }
}
