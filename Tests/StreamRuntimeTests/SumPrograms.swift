import Snapshots
import TimeSeries

@testable import StreamRuntime

/// Makes the programs of the tests.
struct SumPrograms: PartitionProgramMaker {
    /// Into how many slices the copying of an image is cut.
    var slices = 1

    func fingerprint(of partition: PartitionID) -> UInt64 { 7 }
    func make(for partition: PartitionID) -> any PartitionProgram {
        let program = SumProgram()
        program.slices = slices
        return program
    }
    func restore(
        _ partition: PartitionID, from head: SnapshotHead, _ visit: SnapshotVisit
    ) throws(SnapshotError) -> (any PartitionProgram)? {
        var words: [String] = []
        try visit { entry in
            words.append(String(decoding: entry, as: UTF8.self))
            return true
        }
        return SumProgram(state: Array(words.joined(separator: " ").utf8))
    }
}
