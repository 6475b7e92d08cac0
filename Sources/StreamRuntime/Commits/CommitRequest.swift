import TimeSeries

/// What a worker, or a source by way of it, asks of the committer.
enum CommitRequest: Sendable {
    /// An epoch to write.
    case epoch(Epoch, under: PartitionLease)
    /// The state after epochs handed over before is copied: to be published when they are written.
    case snapshot(SnapshotJob, under: PartitionLease)
    /// How far each sink has been written for the partition.
    case progress(PartitionLease, Reply<Result<[PartitionProgress?], ConnectorError>>)
    /// Begin the partition in those sinks whose index is listed, as the plan says, and keep to the plan from here on.
    case begin(PartitionLease, RecoveryPlan, unseenBy: [Int], Reply<Result<Void, ConnectorError>>)
    /// The side inputs that a state has to take in again which contains everything before the offset and side inputs up to the
    /// number; after the partition was begun.
    case replay(PartitionLease, from: Int64, after: Int64, Reply<Result<Replay, ConnectorError>>)
    /// The names of series that the state restored for a partition has already.
    case introduce([SeriesIdentity], under: PartitionLease)
    /// Everything sent before is done: let go of the partition and tell how far it was committed.
    case close(PartitionLease, Reply<Int64>)
}
