package import TimeSeries

/// What a run has done so far.
package struct RunStatus: Sendable {
    /// Values by what became of them, of all epochs that every sink has, of each partition that was ever open.
    package var tallies: [PartitionID: Tally] = [:]
    /// For each partition that has any, the epochs whose values received were not all accounted for.
    package var violations: [PartitionID: Int] = [:]
    /// What could not be used, by reason.
    package var refusals: [String: RefusalCount] = [:]
    /// Epochs committed.
    package var epochs = 0
    /// Open partitions, in order.
    package var partitions: [PartitionStatus] = []
    /// Partitions that were finished and let go.
    package var closedPartitions = 0
    /// The series of those partitions, when they were let go.
    package var closedSeries = 0
    /// By their names; those that have told something.
    package var sources: [String: SourceStatus] = [:]
    /// In the order in which they are written.
    package var sinks: [SinkStatus] = []
    package var workers: [WorkerStatus] = []

    package init() {}

    /// Values by what became of them, of all partitions.
    package var tally: Tally { tallies.values.reduce(into: Tally()) { $0 += $1 } }
    /// All series of the run.
    package var series: Int { partitions.reduce(closedSeries) { $0 + $1.series } }
    /// Records that wait in the logs, as far as sources know.
    package var lag: Int64 { partitions.reduce(0) { $0 + ($1.lag ?? 0) } }
    /// Whether some partition still rebuilds its state.
    package var isRestoring: Bool { partitions.contains { $0.processedOffset < $0.nextOffset } }
    /// Whether every value received is accounted for, in each partition.
    package var addsUp: Bool { violations.isEmpty && tallies.values.allSatisfy(\.addsUp) }
}
