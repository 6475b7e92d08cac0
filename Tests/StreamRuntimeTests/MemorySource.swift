import Synchronization
import TimeSeries

@testable import StreamRuntime

/// A source that offers logs held in memory: one record is one small integer.
struct MemorySource: Source {
    let name: String
    /// For each partition, its records as (offset, text).
    let logs: [[(offset: Int64, text: String)]]
    var batchSize = 7
    /// Whether it goes on waiting for a stop when everything has been offered.
    var staysOpen = false
    /// Records from this offset on come when the gate is open.
    var gate: (offset: Int64, gate: Gate)?

    func check(isStopping: () -> Bool) throws(ConnectorError) {}

    func partition(_ index: Int) -> PartitionID {
        PartitionID(source: name, topic: "numbers", partition: Int32(index))
    }

    func run(into intake: any Intake) throws(ConnectorError) {
        let ids = logs.indices.map(partition)
        var feeds: [[(offset: Int64, text: String)]] = []
        for (id, log) in zip(ids, logs) {
            let start = try intake.open(id) { () throws(ConnectorError) in log.first?.offset ?? 0 }
            feeds.append(log.filter { $0.offset >= start })
            intake.noteEnd(of: id, end: (log.last?.offset ?? -1) + 1)
        }
        var position = 0
        while feeds.contains(where: { $0.count > position }), !intake.isStopping {
            for (id, feed) in zip(ids, feeds) where feed.count > position {
                if let gate, feed[position].offset >= gate.offset { gate.gate.pass() }
                var batch = RecordBatch(partition: id)
                for record in feed[position..<min(position + batchSize, feed.count)] {
                    Array(record.text.utf8).withUnsafeBytes {
                        batch.append(offset: record.offset, timestamp: nil, key: nil, value: $0)
                    }
                }
                _ = intake.offerWaiting(batch.sealed())
            }
            position += batchSize
        }
        while staysOpen, !intake.isStopping { pause() }
        _ = intake.close(ids, areRevoked: false)
    }

    private func pause() {
        _ = Reply<Bool>().wait(until: .now + .milliseconds(2))
    }
}
