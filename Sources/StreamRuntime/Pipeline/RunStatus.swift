/// What a run has done so far.
package struct RunStatus: Sendable {
    /// Values by what became of them, of all epochs that every sink has.
    package let tally: Tally
    /// What could not be used, by reason.
    package let refusals: [String: RefusalCount]
    /// Epochs committed.
    package let epochs: Int
    /// Open partitions, in order.
    package let partitions: [PartitionStatus]
    /// Partitions that were finished and let go.
    package let closedPartitions: Int
    /// The series of those partitions, when they were let go.
    package let closedSeries: Int

    /// All series of the run.
    package var series: Int { partitions.reduce(closedSeries) { $0 + $1.series } }
    /// Records that wait in the logs, as far as sources know.
    package var lag: Int64 { partitions.reduce(0) { $0 + ($1.lag ?? 0) } }
    /// Whether some partition still rebuilds its state.
    package var isRestoring: Bool { partitions.contains { $0.processedOffset < $0.nextOffset } }
}
