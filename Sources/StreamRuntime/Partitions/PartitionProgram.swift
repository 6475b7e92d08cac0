package import TimeSeries

/// What is computed from one partition: a deterministic function of its log.
///
/// Nothing in it may depend on a clock, on chance, on where a batch or an epoch ends, or on what other partitions hold.
/// All calls come from one thread at a time.
package protocol PartitionProgram: AnyObject {
    /// Names of all series, in the order of their numbers.
    var identities: [SeriesIdentity] { get }

    /// The number of series.
    var seriesCount: Int { get }

    /// Advances through `entries` of `batch`, in order, appending what comes of them to `epoch`.
    ///
    /// - Parameter recording: false while a restart replays what every sink has already: series are introduced, nothing
    ///   else is written into the epoch.
    /// - Throws: why the run cannot go on, never for what stands in a record.
    func advance(
        through entries: Range<Int>, of batch: RecordBatch, recording: Bool, into epoch: inout Epoch
    ) throws(ConnectorError)

    /// The whole state, in bytes that ``PartitionProgramMaker/restore(_:from:)`` reads back.
    func encodeState() -> [UInt8]
}
