import Foundation
import StreamRuntime
import TimeSeries

/// Brings every series once as fast as it goes, and then, at a steady pace, one after the other again.
struct PacedSource: Source {
    static let partition = PartitionID(source: "s", topic: "t", partition: 0)
    private static let batch = 32

    let name = "s"
    let series: Int
    let pace: Int
    let seconds: Int
    let log: LatencyLog

    func check(isStopping: () -> Bool) throws(ConnectorError) {}

    func run(into intake: any Intake) throws(ConnectorError) {
        _ = try intake.open(Self.partition) { () throws(ConnectorError) in 0 }
        var offset: Int64 = 0
        while offset < series * 3 { bring(&offset, into: intake, due: nil) }
        // What is left to do of the beginning.
        Thread.sleep(forTimeInterval: 8)
        let start = ContinuousClock.now
        let count = pace * seconds / Self.batch
        for index in 0..<count {
            let due = start + .seconds(1) * (Double(index * Self.batch) / Double(pace))
            let wait = (due - .now) / .seconds(1)
            if wait > 0 { Thread.sleep(forTimeInterval: wait) }
            bring(&offset, into: intake, due: due)
        }
        _ = intake.close([Self.partition], areRevoked: false)
    }

    private func bring(_ offset: inout Int64, into intake: any Intake, due: ContinuousClock.Instant?) {
        var batch = RecordBatch(partition: Self.partition)
        if let due { log.note(offset, due: due) }
        for _ in 0..<Self.batch {
            // Series are visited in no order that caches or disks like.
            let key = Int(offset) &* 7_919 % series
            let round = Int(offset) / series
            let text = "{\"k\":\"cell-\(key)\",\"t\":\(60_000 * (round + 1)),\"v\":\(key % 100 + round * round % 17)}"
            Array(text.utf8).withUnsafeBytes { batch.append(offset: offset, timestamp: nil, key: nil, value: $0) }
            offset += 1
        }
        _ = intake.offerWaiting(batch.sealed())
    }
}
