package import Snapshots
package import TimeSeries

/// Makes the programs of partitions as they are assigned.
package protocol PartitionProgramMaker: Sendable {
    /// Of the settings that a state depends on, and of the version of the code that builds it.
    func fingerprint(of partition: PartitionID) -> UInt64

    /// A program that has seen nothing.
    func make(for partition: PartitionID) -> any PartitionProgram

    /// A program in the state of an image.
    ///
    /// - Parameter visit: shows all entries, in the order of their numbers.
    /// - Returns: nil when the bytes cannot be read back.
    func restore(
        _ partition: PartitionID, from head: SnapshotHead, _ visit: SnapshotVisit
    ) throws(SnapshotError) -> (any PartitionProgram)?
}
