import SeriesTransforms
import Snapshots
import StreamRuntime
import TimeSeries

/// Programs that note when they are done with a batch.
struct TimedPrograms: PartitionProgramMaker {
    let programs: ForecastingPrograms
    let log: LatencyLog

    func fingerprint(of partition: PartitionID) -> UInt64 { programs.fingerprint(of: partition) }

    func make(for partition: PartitionID) -> any PartitionProgram {
        Timed(program: programs.make(for: partition), log: log)
    }

    func restore(
        _ partition: PartitionID, from head: SnapshotHead, _ visit: SnapshotVisit
    ) throws(SnapshotError) -> (any PartitionProgram)? { nil }

    private final class Timed: PartitionProgram {
        private let program: any PartitionProgram
        private let log: LatencyLog

        init(program: any PartitionProgram, log: LatencyLog) {
            self.program = program
            self.log = log
        }

        var identities: [SeriesIdentity] { program.identities }
        var seriesCount: Int { program.seriesCount }
        var copiedBytes: Int { program.copiedBytes }

        func advance(
            through entries: Range<Int>, of batch: RecordBatch, recording: Bool, into epoch: inout Epoch
        ) throws(ConnectorError) {
            try program.advance(through: entries, of: batch, recording: recording, into: &epoch)
            if let first = batch.entries.first { log.done(first.offset) }
        }

        func wants(_ input: SideInput) -> Bool { program.wants(input) }

        func apply(_ input: SideInput, recording: Bool, into epoch: inout Epoch) {
            program.apply(input, recording: recording, into: &epoch)
        }

        func beginImage(isWhole: Bool) -> (entryCount: Int, payload: [UInt8]) { program.beginImage(isWhole: isWhole) }
        func copyImage(upTo byteCount: Int) -> Bool { program.copyImage(upTo: byteCount) }
        func takeCopies() -> SnapshotEntries { program.takeCopies() }
        func dropImage() { program.dropImage() }
    }
}
