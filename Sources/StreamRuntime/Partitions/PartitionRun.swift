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
    private let epochRows: Int
    private let epochEvery: Duration
    private var boundaries: [Int64]
    private var epoch: Epoch
    /// How many of the epoch's dead letters have been weighed, and what they weigh.
    private var weighed: (letters: Int, bytes: Int) = (0, 0)
    /// When the epoch ends for its age; nil while it is empty.
    private(set) var deadline: ContinuousClock.Instant?

    /// - Parameter offset: the first offset that the state of `program` does not contain.
    init(
        lease: PartitionLease, program: any PartitionProgram, plan: RecoveryPlan, startingAt offset: Int64,
        settings: RuntimeSettings
    ) {
        self.lease = lease
        self.program = program
        self.plan = plan
        epochRows = settings.epochRows
        epochEvery = settings.epochEvery
        boundaries = plan.boundaries.filter { $0 > offset }
        epoch = Epoch(partition: lease.partition, startingAt: offset, firstIntroduced: program.seriesCount)
    }

    /// The first offset that has not been processed.
    var nextOffset: Int64 { epoch.range.upperBound }

    /// Advances through a batch, handing on each epoch that is full. Records that were processed before are passed over.
    func advance(through batch: RecordBatch, emit: (Epoch) -> Void) throws(ConnectorError) {
        var index = batch.entries.firstIndex { $0.offset >= nextOffset } ?? batch.entries.count
        while index < batch.entries.count {
            cut(before: batch.entries[index].offset, emit)
            let end = boundaries.first.flatMap { boundary in
                batch.entries[index...].firstIndex { $0.offset >= boundary }
            }
            let entries = index..<min(end ?? batch.entries.count, index + Self.recordsBetweenLooks)
            let isRecording = epoch.range.lowerBound >= plan.recordsFrom
            try program.advance(through: entries, of: batch, recording: isRecording, into: &epoch)
            epoch.range = epoch.range.lowerBound..<batch.entries[entries.upperBound - 1].offset + 1
            index = entries.upperBound
            if isFull() { endEpoch(emit) }
        }
        if deadline == nil, !epoch.range.isEmpty { deadline = .now + epochEvery }
    }

    private func isFull() -> Bool {
        for letter in epoch.deadLetters[weighed.letters...] { weighed.bytes += letter.byteCount }
        weighed.letters = epoch.deadLetters.count
        return epoch.observations.count >= epochRows || weighed.bytes >= Self.deadLetterBytes
    }

    /// Ends the epoch at each boundary that lies between it and the record at `offset`, also where the log has a gap.
    private func cut(before offset: Int64, _ emit: (Epoch) -> Void) {
        while let boundary = boundaries.first, boundary <= offset {
            boundaries.removeFirst()
            epoch.range = epoch.range.lowerBound..<boundary
            endEpoch(emit)
        }
    }

    /// Hands on the epoch, if anything is in it, and begins the next.
    func endEpoch(_ emit: (Epoch) -> Void) {
        deadline = nil
        guard !epoch.range.isEmpty else { return }
        var full = Epoch(partition: lease.partition, startingAt: nextOffset, firstIntroduced: program.seriesCount)
        swap(&full, &epoch)
        full.introductions = Array(program.identities[full.firstIntroduced...])
        weighed = (0, 0)
        emit(full)
    }
}
