import Snapshots
import TimeSeries

@testable import StreamRuntime

/// Makes programs that stand before a gate at each batch.
struct GatedPrograms: PartitionProgramMaker {
    let gate: Gate

    func fingerprint(of partition: PartitionID) -> UInt64 { 7 }
    func make(for partition: PartitionID) -> any PartitionProgram { Gated(gate: gate) }
    func restore(
        _ partition: PartitionID, from head: SnapshotHead, _ visit: SnapshotVisit
    ) throws(SnapshotError) -> (any PartitionProgram)? { nil }

    private final class Gated: PartitionProgram {
        private let gate: Gate
        private let program = SumProgram()

        init(gate: Gate) { self.gate = gate }

        var identities: [SeriesIdentity] { program.identities }
        var seriesCount: Int { program.seriesCount }

        func advance(through entries: Range<Int>, of batch: RecordBatch, recording: Bool, into epoch: inout Epoch) {
            gate.pass()
            program.advance(through: entries, of: batch, recording: recording, into: &epoch)
        }

        func wants(_ input: SideInput) -> Bool { program.wants(input) }

        func apply(_ input: SideInput, recording: Bool, into epoch: inout Epoch) {
            program.apply(input, recording: recording, into: &epoch)
        }

        func beginImage(isWhole: Bool) -> (entryCount: Int, payload: [UInt8]) { program.beginImage(isWhole: isWhole) }
        func copyImage(upTo byteCount: Int) -> Bool { program.copyImage(upTo: byteCount) }
        var copiedBytes: Int { program.copiedBytes }
        func takeCopies() -> SnapshotEntries { program.takeCopies() }
        func dropImage() { program.dropImage() }
    }
}
