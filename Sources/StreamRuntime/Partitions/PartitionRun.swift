import Snapshots
import TimeSeries

/// One open partition on its worker's thread: its program, and the epoch that is being filled.
final class PartitionRun {
    /// An epoch ends when its dead letters take so many bytes.
    static let deadLetterBytes = 32 << 20
    /// After so many records it is looked whether the epoch is full.
    private static let recordsBetweenLooks = 32

    let lease: PartitionLease
    let program: any PartitionProgram
    let plan: RecoveryPlan
    /// What stands in the log at one place, until it has been seen there.
    private var expected: RecordMark?
    /// The snapshots that there are of the partition.
    let lineage: SnapshotLineage
    /// The one that is being made.
    var snapshot: SnapshotJob?
    /// When the last one was begun, and as of where.
    var lastSnapshot: (time: ContinuousClock.Instant, position: LogPosition)
    /// While it is not past what sinks have: how that gets on.
    var pace: ReplayPace?
    private let positions: [LogPosition]
    /// Whether side inputs are written down; what the program asks for is taken in all the same.
    private let keepsInputs: Bool
    private let epochRows: Int
    private let epochEvery: Duration
    private var boundaries: ArraySlice<LogPosition>
    /// Side inputs that sinks have already, to be taken in again where they were.
    private var committed: ArraySlice<StampedInput>
    /// The newest side input that the state contains.
    private(set) var input: Int64
    private var epoch: Epoch
    /// How many of the epoch's dead letters have been weighed, and what they weigh.
    private var weighed: (letters: Int, bytes: Int) = (0, 0)
    /// When the epoch ends for its age; nil while it is empty.
    private(set) var deadline: ContinuousClock.Instant?
    /// When the partition last brought records, or was told the time.
    var lastHeard = ContinuousClock.now
    /// Since when its event time has not moved: its newest record, or tick.
    var quietSince = ContinuousClock.now
    /// Feedback that it has taken in, or may take in.
    var feedback: OfferedFeedback
    /// Since when it is told of all feedback, and of orders; nil before it is past the replay: none may be stamped.
    var listeningSince: ContinuousClock.Instant?
    /// The names of the orders that it has taken in.
    var orders: Set<String> = []

    /// - Parameter position: what the state of `program` contains.
    init(
        lease: PartitionLease, program: any PartitionProgram, plan: RecoveryPlan, replay: Replay,
        lineage: SnapshotLineage, startingAt position: LogPosition, keepsInputs: Bool = true,
        settings: RuntimeSettings
    ) {
        self.keepsInputs = keepsInputs
        self.lease = lease
        self.program = program
        self.plan = plan
        self.lineage = lineage
        lastSnapshot = (.now, position)
        positions = replay.positions
        expected = plan.mark
        feedback = OfferedFeedback(taken: replay.feedback)
        epochRows = settings.epochRows
        epochEvery = settings.epochEvery
        boundaries = replay.boundaries(aheadOf: position)[...]
        committed = replay.inputs[...]
        input = position.input
        epoch = Epoch(
            partition: lease.partition, startingAt: position.offset, after: position.input,
            firstIntroduced: program.seriesCount)
    }

    /// The first offset that has not been processed.
    var nextOffset: Int64 { epoch.range.upperBound }

    /// What the state contains.
    var position: LogPosition { LogPosition(offset: nextOffset, input: input) }

    /// Whether everything that any sink has is in the state, so that side inputs may be stamped.
    var isPastReplay: Bool { committed.isEmpty && boundaries.isEmpty }

    /// Advances through a batch, handing on each epoch that is full. Records that were processed before are passed over.
    ///
    /// - Parameter pause: called every few records.
    func advance(
        through batch: RecordBatch, emit: (Epoch) -> Void, pause: () -> Void = {}
    ) throws(ConnectorError) {
        try checkLog(batch)
        var index = batch.entries.firstIndex { $0.offset >= nextOffset } ?? batch.entries.count
        while index < batch.entries.count {
            let offset = batch.entries[index].offset
            proceed(to: offset, emit)
            let stop = [boundaries.first { $0.offset > offset }?.offset, committed.first?.offset].compactMap(\.self)
                .min()
            let end = stop.flatMap { stop in batch.entries[index...].firstIndex { $0.offset >= stop } }
            let entries = index..<min(end ?? batch.entries.count, index + Self.recordsBetweenLooks)
            try program.advance(through: entries, of: batch, recording: isRecording, into: &epoch)
            let last = batch.entries[entries.upperBound - 1]
            epoch.range = epoch.range.lowerBound..<last.offset + 1
            epoch.mark = RecordMark(last, in: batch)
            index = entries.upperBound
            if isFull() { endEpoch(emit) }
            pause()
        }
        proceed(emit)
    }

    /// Compares the record at the place that sinks know with what they know. One that is not there any more tells nothing.
    private func checkLog(_ batch: RecordBatch) throws(ConnectorError) {
        guard let mark = expected, let entry = batch.entries.first(where: { $0.offset >= mark.offset }) else { return }
        expected = nil
        guard entry.offset == mark.offset, RecordMark(entry, in: batch) != mark else { return }
        throw .inconsistent(
            """
            source \(lease.partition.source): the record at offset \(mark.offset) of topic \(lease.partition.topic), partition \
            \(lease.partition.partition) is not the one that was processed there: the topic was made anew. Give the pipeline a \
            new name and group, or forget its progress in the database and its state, to begin afresh
            """)
    }

    /// Takes in what was taken in at the present place before.
    func proceed(_ emit: (Epoch) -> Void) {
        proceed(to: nextOffset, emit)
        noteAge()
    }

    /// Takes in a side input that is new, before the next record.
    ///
    /// - Precondition: ``isPastReplay``.
    func stamp(_ content: SideInput, _ emit: (Epoch) -> Void) {
        take(StampedInput(sequence: input + 1, offset: nextOffset, input: content), emit)
        noteAge()
    }

    /// Goes to before the record at `offset`: takes in the side inputs that were stamped on the way, and ends the epoch at
    /// each boundary, also where the log has a gap.
    private func proceed(to offset: Int64, _ emit: (Epoch) -> Void) {
        while true {
            cut(before: min(committed.first?.offset ?? offset, offset), emit)
            guard let next = committed.first, next.offset <= offset else { break }
            committed.removeFirst()
            epoch.range = epoch.range.lowerBound..<max(nextOffset, next.offset)
            take(next, emit)
        }
        guard isPastReplay else { return }
        for input in program.pendingInputs {
            if keepsInputs {
                take(StampedInput(sequence: self.input + 1, offset: nextOffset, input: input), emit)
            } else {
                program.apply(input, recording: isRecording, into: &epoch)
            }
        }
    }

    private func take(_ stamped: StampedInput, _ emit: (Epoch) -> Void) {
        program.apply(stamped.input, recording: isRecording, into: &epoch)
        epoch.inputs.append(stamped)
        input = stamped.sequence
        // What a sink does to follow an order, it does to what came before it.
        if case .order = stamped.input.content { endEpoch(emit) }
    }

    /// Whether the epoch is new to some sink.
    private var isRecording: Bool { positions.contains { epoch.isNew(to: $0) } }

    private func noteAge() {
        if deadline == nil, !epoch.isEmpty { deadline = .now + epochEvery }
    }

    private func isFull() -> Bool {
        for letter in epoch.deadLetters[weighed.letters...] { weighed.bytes += letter.byteCount }
        weighed.letters = epoch.deadLetters.count
        return epoch.observations.count >= epochRows || weighed.bytes >= Self.deadLetterBytes
    }

    private func cut(before offset: Int64, _ emit: (Epoch) -> Void) {
        while let boundary = boundaries.first, boundary.offset <= offset, boundary.input <= input {
            boundaries.removeFirst()
            epoch.range = epoch.range.lowerBound..<max(nextOffset, boundary.offset)
            endEpoch(emit)
        }
    }

    /// Hands on the epoch, if anything is in it, and begins the next.
    func endEpoch(_ emit: (Epoch) -> Void) {
        deadline = nil
        guard !epoch.isEmpty else { return }
        var full = Epoch(
            partition: lease.partition, startingAt: nextOffset, after: input, firstIntroduced: program.seriesCount)
        swap(&full, &epoch)
        full.introductions = Array(program.identities[full.firstIntroduced...])
        weighed = (0, 0)
        emit(full)
    }
}
