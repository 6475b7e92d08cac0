package import Snapshots
package import TimeSeries

/// What is computed from one partition: a deterministic function of its log, and of the side inputs that
/// were stamped into it.
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

    /// Whether a side input would change anything: feedback or an order of a series that is there, or a time that is ahead of the newest
    /// one known and may bring an absence or an end.
    func wants(_ input: SideInput) -> Bool

    /// The newest event time that is known, of records and of ticks; nil before the first.
    var newestTime: Timestamp? { get }

    /// Whether the entries of its state are others than those that it was restored from, so that the next image has to be whole.
    var isReshaped: Bool { get }

    /// Side inputs that the program itself asks for, once everything is replayed that sinks have and before a record that is new
    /// to them: what other settings than those of its state ask for. It asks until they are taken in.
    var pendingInputs: [SideInput] { get }

    /// Takes in a side input before the next record, appending what comes of it to `epoch`, as of its range's end.
    ///
    /// - Parameter recording: as for records.
    func apply(_ input: SideInput, recording: Bool, into epoch: inout Epoch)

    /// Begins an image of the state as it is now: numbered entries, of which copies are made while the program goes on, and a
    /// small rest. An entry that is about to change before it was copied is copied first.
    ///
    /// - Parameter isWhole: whether all entries are wanted, and not only those that changed since the last image was begun, or
    ///   since the state was restored.
    /// - Returns: how many entries the state has, and the rest.
    func beginImage(isWhole: Bool) -> (entryCount: Int, payload: [UInt8])

    /// Makes further copies, of about so many bytes.
    ///
    /// - Returns: whether there are no more to make.
    func copyImage(upTo byteCount: Int) -> Bool

    /// Bytes of the copies that have been made and not been taken.
    var copiedBytes: Int { get }

    /// Takes the copies that have been made.
    func takeCopies() -> SnapshotEntries

    /// Drops the image that was begun; the next one has to be whole.
    func dropImage()
}

extension PartitionProgram {
    /// Of a program that has no settings.
    package var isReshaped: Bool { false }

    /// Of a program that has no settings.
    package var pendingInputs: [SideInput] { [] }

    /// Of a program that does not go by event time.
    package var newestTime: Timestamp? { nil }
}
