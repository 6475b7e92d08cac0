import StreamRuntime
import Synchronization
import TimeSeries

/// A log that is made as it is read: each record is a function of its partition and offset, so that any part of it can be read
/// again. Every now and then a partition is taken away and given back, as a group does.
struct SoakSource: Source {
    let name = "made"
    let partitions: Int
    let keys: Int
    /// Records to be read of all partitions together, those that are read again aside.
    let events: Int64
    /// Records between two times that a partition is taken away; nil takes none away.
    let eventsBetweenMoves: Int64?
    let counts = SoakCounts()

    private static let batchSize: Int64 = 500
    private static let step: Int64 = 60_000

    func check(isStopping: () -> Bool) throws(ConnectorError) {}

    func run(into intake: any Intake) throws(ConnectorError) {
        let ids = (0..<partitions).map { PartitionID(source: name, topic: "made", partition: Int32($0)) }
        var next: [Int64] = []
        for id in ids { next.append(try intake.open(id) { () throws(ConnectorError) in 0 }) }
        var (made, moves, index): (Int64, Int64, Int) = (0, 0, 0)
        while made < events, !intake.isStopping {
            let batchSize = min(Self.batchSize, eventsBetweenMoves ?? .max)
            guard intake.offerWaiting(batch(ids[index], from: next[index], batchSize)) else { break }
            next[index] += batchSize
            made += batchSize
            counts.events.store(made, ordering: .relaxed)
            if let eventsBetweenMoves, made / eventsBetweenMoves > moves {
                moves += 1
                // One owner in three dies, and what it had not committed is read again.
                if moves % 3 == 0 {
                    intake.abandon([ids[index]])
                } else {
                    _ = intake.close([ids[index]], areRevoked: true)
                }
                next[index] = try intake.open(ids[index]) { () throws(ConnectorError) in 0 }
                counts.moves.store(moves, ordering: .relaxed)
            }
            index = (index + 1) % partitions
        }
        _ = intake.close(ids, areRevoked: false)
    }

    private func batch(_ partition: PartitionID, from start: Int64, _ count: Int64) -> RecordBatch {
        var batch = RecordBatch(partition: partition)
        for offset in start..<start + count {
            let key = offset % Int64(keys)
            let round = offset / Int64(keys)
            // Some noise, a daily season, and a record in a thousand that cannot be used.
            let noise = (offset &* 7_919 &+ Int64(partition.partition) &* 104_729) % 1_000
            let value = offset % 1_000 == 999 ? "\"x\"" : "\((round % 1_440) / 10 + 50).\(noise + 1_000)"
            let text = "{\"k\":\"key \(key)\",\"t\":\(1_700_000_000_000 + round * Self.step),\"v\":\(value)}"
            batch.append(text, at: offset)
        }
        return batch.sealed()
    }
}
