import TimeSeries

@testable import StreamRuntime

/// Makes programs that stand before a gate at each batch.
struct GatedPrograms: PartitionProgramMaker {
    let gate: Gate

    func fingerprint(of partition: PartitionID) -> UInt64 { 7 }
    func make(for partition: PartitionID) -> any PartitionProgram { Gated(gate: gate) }
    func restore(_ partition: PartitionID, from state: [UInt8]) -> (any PartitionProgram)? { nil }

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

        func encodeState() -> [UInt8] { program.encodeState() }
    }
}
