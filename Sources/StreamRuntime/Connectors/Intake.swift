package import TimeSeries

/// What the runtime offers to a ``Source`` that is running. All calls come from the source's one thread.
package protocol Intake: AnyObject {
    /// Whether the source should stop reading, close its partitions and return.
    var isStopping: Bool { get }

    /// Prepares to process a partition: restores its state and asks every sink for its progress.
    ///
    /// - Parameter start: asked for the offset to begin at where no sink has seen the partition.
    /// - Returns: the offset from which the source must read. It may lie before what the sinks have; the replayed records
    ///   rebuild the state and are not written again.
    func open(
        _ partition: PartitionID, startingAt start: () throws(ConnectorError) -> Int64
    ) throws(ConnectorError) -> Int64

    /// The offset of the newest record of an open partition that a sink has the results of, where one knows. Reading on from
    /// it, or from before it, shows whether the log is still the same; that it is gone means nothing.
    func newestKnown(of partition: PartitionID) -> Int64?

    /// Hands over records, unless the partition's worker has as many as it may hold.
    ///
    /// - Returns: whether the records were taken. If not, the source keeps them, pauses, and offers them again.
    func offer(_ batch: RecordBatch) -> Bool

    /// Hands over records, waiting while the worker has as many as it may hold.
    ///
    /// - Returns: whether the records were taken; false only when the source should stop.
    func offerWaiting(_ batch: RecordBatch) -> Bool

    /// Finishes partitions: what was handed over is processed and committed, a snapshot is on its way, and their state is
    /// let go.
    ///
    /// Returns when that is done, or when the time for it is over: that of a shutdown, after which the run fails, or where
    /// another owner waits, the same time counted from now. What was not committed by then is read again.
    /// - Parameter areRevoked: whether another owner waits for them.
    /// - Returns: the next offset to read for each partition whose work was committed.
    func close(_ partitions: [PartitionID], areRevoked: Bool) -> [PartitionID: Int64]

    /// Drops partitions that already belong to another owner: nothing more of them is committed.
    func abandon(_ partitions: [PartitionID])

    /// The offsets up to which each open partition has been committed to every sink.
    func committedOffsets() -> [PartitionID: Int64]

    /// Tells how far the log reaches, for the lag that people watch: `end` is the offset that the next record will get.
    func noteEnd(of partition: PartitionID, end: Int64)

    /// Tells that the source has been given its share, which may be nothing; opening a partition tells so too.
    func noteAssignment()

    /// Tells what keeps the source from reading, as a sentence; nil when that is over.
    func noteTrouble(_ sentence: String?)

    /// Tells that records were gone before they could be read, and are passed over because the pipeline file says so.
    func noteMissing(_ records: Int64)
}
