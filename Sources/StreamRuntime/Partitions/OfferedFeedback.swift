/// What one partition has taken in of the feedback that there is, and what it may yet take in.
///
/// Feedback may be about a series that is not there yet. So what nothing was there for is kept and offered again when the
/// partition has more series: the newest ``limit`` of it. What is older waits in its table for the next time that the partition
/// is opened. Taking in is decided once; from then on it stands in the log.
struct OfferedFeedback {
    /// How much is kept that is about no series of the partition.
    static let limit = 4_096

    /// The numbers of what was taken in, 8 bytes each: what people have said within a day, and since it was opened.
    private var taken: Set<Int64>
    /// What is about no series that was there when it was last offered, in the order of the numbers.
    private(set) var waiting: [Feedback] = []
    /// How many series there were then.
    private var seriesCount = 0

    init(taken: Set<Int64>) { self.taken = taken }

    /// What of feedback that was found just now, and may have been found before, is to be taken in, oldest first.
    mutating func offer(_ found: [Feedback], to program: any PartitionProgram) -> [Feedback] {
        let known = Set(waiting.lazy.map(\.number))
        return sort(found.filter { !known.contains($0.number) }, for: program)
    }

    /// What is to be taken in because its series have come, oldest first. Costs nothing where none have come.
    mutating func offerAgain(to program: any PartitionProgram) -> [Feedback] {
        guard program.seriesCount > seriesCount else { return [] }
        seriesCount = program.seriesCount
        let kept = waiting
        waiting = []
        return sort(kept, for: program)
    }

    /// Tells what is wanted, and keeps what may be wanted later.
    private mutating func sort(_ found: [Feedback], for program: any PartitionProgram) -> [Feedback] {
        var wanted: [Feedback] = []
        var later: [Feedback] = []
        for feedback in found where !taken.contains(feedback.number) {
            if program.wants(SideInput(.feedback(feedback))) {
                taken.insert(feedback.number)
                wanted.append(feedback)
            } else {
                later.append(feedback)
            }
        }
        if !later.isEmpty { waiting = (waiting + later).sorted { $0.number < $1.number }.suffix(Self.limit) }
        return wanted.sorted { $0.number < $1.number }
    }
}
