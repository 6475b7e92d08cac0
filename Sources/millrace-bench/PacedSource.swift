import Foundation
import StreamRuntime
import TimeSeries

/// Brings every series once as fast as it goes, and then, at a steady pace, one after the other again.
struct PacedSource: Source {
    private static let batch = 32

    let name = "s"
    let series: Int
    let pace: Int
    let seconds: Int
    let log: LatencyLog

    func check(isStopping: () -> Bool) throws(ConnectorError) {}

    func run(into intake: any Intake) throws(ConnectorError) {
        _ = try intake.open(BenchedSource.partition) { () throws(ConnectorError) in 0 }
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
        _ = intake.close([BenchedSource.partition], areRevoked: false)
    }

    private func bring(_ offset: inout Int64, into intake: any Intake, due: ContinuousClock.Instant?) {
        var batch = RecordBatch(partition: BenchedSource.partition)
        if let due { log.note(offset, due: due) }
        for _ in 0..<Self.batch {
            // Series are visited in no order that caches or disks like.
            let key = Int(offset) &* 7_919 % series
            batch.append(BenchedSource.record(of: key, round: Int(offset) / series), at: offset)
            offset += 1
        }
        _ = intake.offerWaiting(batch.sealed())
    }
}
