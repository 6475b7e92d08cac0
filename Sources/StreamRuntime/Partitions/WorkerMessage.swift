import TimeSeries

/// What a source asks of a worker, in the order in which it is to be done.
enum WorkerMessage: Sendable {
    /// Restore the state for the plan and answer from which offset records are needed.
    case open(PartitionLease, RecoveryPlan, Reply<Int64>)
    case records(RecordBatch)
    /// What people have written, to be given to the partitions that it is about.
    case feedback([Feedback])
    /// Orders that nobody had followed when they were read, to be given to the partitions that have the series.
    case orders([SeriesOrder], readAt: ContinuousClock.Instant)
    /// Finish the partition; the committer answers with the offset up to which it was committed.
    case close(PartitionLease, Reply<Int64>)
    /// Drop the partition: its lease has been given up.
    case abandon(PartitionLease)
}
