import TimeSeries

@testable import StreamRuntime

/// Makes the programs of the tests.
struct SumPrograms: PartitionProgramMaker {
    func fingerprint(of partition: PartitionID) -> UInt64 { 7 }
    func make(for partition: PartitionID) -> any PartitionProgram { SumProgram() }
    func restore(_ partition: PartitionID, from state: [UInt8]) -> (any PartitionProgram)? { SumProgram(state: state) }
}
