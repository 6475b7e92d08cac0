/// From where a partition is read again, and which of its epochs each sink still needs.
package struct RecoveryPlan: Equatable, Sendable {
    /// The offset from which the state is built.
    package let start: Int64
    /// For each sink, up to where it says that it has the results; nil where it has not seen the partition.
    let positions: [LogPosition?]
    /// The newest record that a sink has the results of, where one knows.
    let mark: RecordMark?
    /// Whether no sink has seen the partition: nothing is restored.
    var isFresh: Bool { positions.allSatisfy { $0 == nil } }

    /// For each sink, the first offset that it does not have. Sinks that have not seen the partition go on with the one that
    /// is furthest behind.
    var nexts: [Int64] { positions.map { $0?.offset ?? recordsFrom } }

    /// Records from here on are new to at least one sink; those before only rebuild the state.
    package var recordsFrom: Int64 { positions.compactMap { $0?.offset }.min() ?? start }

    /// The plan for a partition that no sink has seen.
    init(beginningAt start: Int64, sinks: Int) {
        self.start = start
        positions = Array(repeating: nil, count: sinks)
        mark = nil
    }

    /// The plan for a partition that at least one sink has seen.
    ///
    /// - Returns: nil when no sink has seen it.
    package init?(resuming progress: [PartitionProgress?]) {
        guard let start = progress.compactMap({ $0?.start }).min() else { return nil }
        self.start = start
        positions = progress.map { $0.map { LogPosition(offset: $0.next, input: $0.input) } }
        mark = progress.compactMap { $0?.mark }.max { $0.offset < $1.offset }
    }
}
