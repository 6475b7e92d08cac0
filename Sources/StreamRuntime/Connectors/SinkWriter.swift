package import TimeSeries

/// One thread's way into a ``Sink``. All calls come from that thread.
///
/// A writer waits out what passes (a database that restarts) and throws what does not. While it waits it asks
/// `shouldGiveUp`, so that a shutdown does not hang on a dead server.
package protocol SinkWriter: AnyObject {
    /// How far the sink has been written for `partition`; nil when it has never seen it, or when it keeps nothing between runs.
    func progress(of partition: PartitionID, shouldGiveUp: () -> Bool) throws(ConnectorError) -> PartitionProgress?

    /// Records that the pipeline reads `partition` from `offset` on. Called once, before the first epoch, where
    /// ``progress(of:shouldGiveUp:)`` was nil.
    func begin(_ partition: PartitionID, at offset: Int64, shouldGiveUp: () -> Bool) throws(ConnectorError)

    /// Tells the names of series, in the order of their numbers; called before the first epoch that has rows of them, also
    /// for epochs that this sink has already written.
    func introduce(_ identities: [SeriesIdentity], firstNumber: Int, in partition: PartitionID)

    /// Writes an epoch and moves the sink's progress from its start to its end, both or neither.
    ///
    /// An epoch may have no records, its range being empty, but side inputs and what came of them. ``PartitionProgress/input``
    /// then is what moves.
    /// When the outcome of a commit is unknown it is found out by reading the progress, never guessed.
    /// - Throws: ``ConnectorError/fenced(_:)`` when another owner has moved the progress on.
    func commit(_ epoch: Epoch, shouldGiveUp: () -> Bool) throws(ConnectorError)

    /// The side inputs of a partition that were committed with its epochs and taken in at `offset` or behind it, in the order
    /// of their numbers: what a replay has to take in again.
    func inputs(
        of partition: PartitionID, from offset: Int64, shouldGiveUp: () -> Bool
    ) throws(ConnectorError) -> [StampedInput]

    /// The numbers of the feedback that was committed as a side input of a partition and that a ``FeedbackReader`` may still
    /// find, so that it is not taken in twice.
    func feedback(of partition: PartitionID, shouldGiveUp: () -> Bool) throws(ConnectorError) -> Set<Int64>

    /// Forgets a partition that this process no longer owns.
    func release(_ partition: PartitionID)

    /// Ends the writer, and makes durable what the sink buffers. What can be done another time is left where nobody waits for it
    /// any more.
    func close(shouldGiveUp: () -> Bool) throws(ConnectorError)
}

extension SinkWriter {
    /// A sink that keeps no side inputs.
    package func inputs(
        of partition: PartitionID, from offset: Int64, shouldGiveUp: () -> Bool
    ) throws(ConnectorError) -> [StampedInput] { [] }

    /// A sink that keeps no side inputs.
    package func feedback(
        of partition: PartitionID, shouldGiveUp: () -> Bool
    ) throws(ConnectorError) -> Set<Int64> { [] }
}
