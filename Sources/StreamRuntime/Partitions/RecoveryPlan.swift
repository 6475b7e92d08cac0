/// From where a partition is read again, and which of its epochs each sink still needs.
struct RecoveryPlan: Equatable, Sendable {
    /// The offset from which the state is built.
    let start: Int64
    /// For each sink, the first offset that it does not have.
    let nexts: [Int64]
    /// Whether no sink has seen the partition: nothing is restored.
    let isFresh: Bool

    /// Records from here on are new to at least one sink; those before only rebuild the state.
    var recordsFrom: Int64 { nexts.min() ?? start }

    /// Offsets at which an epoch has to end, so that it is either wholly new to a sink or not at all.
    var boundaries: [Int64] { Set(nexts).sorted() }

    /// The plan for a partition that no sink has seen.
    init(beginningAt start: Int64, sinks: Int) {
        self.start = start
        self.nexts = Array(repeating: start, count: sinks)
        self.isFresh = true
    }

    /// The plan for a partition that at least one sink has seen. Sinks that have not seen it go on with the one that is
    /// furthest behind.
    ///
    /// - Returns: nil when no sink has seen it.
    init?(resuming progress: [PartitionProgress?]) {
        let known = progress.compactMap { $0 }
        guard let start = known.map(\.start).min(), let furthestBehind = known.map(\.next).min() else { return nil }
        self.start = start
        self.nexts = progress.map { $0?.next ?? furthestBehind }
        self.isFresh = false
    }
}
