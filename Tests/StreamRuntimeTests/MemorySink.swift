import Synchronization
import TimeSeries

@testable import StreamRuntime

/// A sink that keeps its rows and its progress in memory, across runs, and can be made to fail.
final class MemorySink: Sink {
    struct Contents {
        var progress: [PartitionID: PartitionProgress] = [:]
        /// For each partition, what was written for each offset, as text that names the series.
        var rows: [PartitionID: [String]] = [:]
        var deadLetters = 0
        /// Side inputs that came with epochs.
        var inputs: [PartitionID: [StampedInput]] = [:]
        /// What the next reading of feedback finds.
        var feedback: [Feedback] = []
        /// What every reading of orders finds.
        var orders: [SeriesOrder] = []
        /// Why the next reading of feedback fails; once.
        var feedbackFailure: ConnectorError?
        /// Commits that still succeed before one throws; nil never throws.
        var commitsUntilFailure: Int?
        /// While true, commits wait as for a database that is away.
        var isAway = false
    }

    let name: String
    let contents = Mutex(Contents())

    let keepsSideInputs: Bool

    init(name: String = "memory", keepsSideInputs: Bool = false) {
        self.name = name
        self.keepsSideInputs = keepsSideInputs
    }

    func makeFeedbackReader() -> (any FeedbackReader)? { Reader(sink: self) }

    /// Finds what it has not found before: all of it is recent.
    private final class Reader: FeedbackReader {
        let sink: MemorySink
        var found: Set<Int64> = []
        init(sink: MemorySink) { self.sink = sink }

        func read(
            all: Bool, shouldGiveUp: () -> Bool, _ tell: ([Feedback]) -> Void
        ) throws(ConnectorError) {
            let failure = sink.contents.withLock { contents in
                defer { contents.feedbackFailure = nil }
                return contents.feedbackFailure
            }
            if let failure { throw failure }
            let news = sink.contents.withLock { contents in
                contents.feedback.filter { found.insert($0.number).inserted || all }
            }
            if !news.isEmpty { tell(news) }
        }

        func orders(shouldGiveUp: () -> Bool) -> [SeriesOrder] { sink.contents.withLock { $0.orders } }
    }

    func makeWriter() throws(ConnectorError) -> any SinkWriter { Writer(sink: self) }

    func prepare(_ change: (inout Contents) -> Void) { contents.withLock { change(&$0) } }

    var rows: [PartitionID: [String]] { contents.withLock { $0.rows } }

    private final class Writer: SinkWriter {
        let sink: MemorySink
        var names: [PartitionID: [SeriesIdentity]] = [:]
        init(sink: MemorySink) { self.sink = sink }

        func progress(of partition: PartitionID, shouldGiveUp: () -> Bool) throws(ConnectorError) -> PartitionProgress?
        {
            sink.contents.withLock { $0.progress[partition] }
        }

        func begin(_ partition: PartitionID, at offset: Int64, shouldGiveUp: () -> Bool) throws(ConnectorError) {
            sink.contents.withLock {
                $0.progress[partition] = PartitionProgress(start: offset, next: offset, epoch: 0)
            }
        }

        func introduce(_ identities: [SeriesIdentity], firstNumber: Int, in partition: PartitionID) {
            precondition(names[partition, default: []].count == firstNumber, "series are introduced in order, once")
            names[partition, default: []] += identities
        }

        func commit(_ epoch: Epoch, shouldGiveUp: () -> Bool) throws(ConnectorError) {
            while sink.contents.withLock({ $0.isAway }) {
                if shouldGiveUp() { throw .interrupted("the sink is away") }
                _ = Reply<Bool>().wait(until: .now + .milliseconds(2))
            }
            let names = names[epoch.partition] ?? []
            let failure: ConnectorError? = sink.contents.withLock { contents in
                if let left = contents.commitsUntilFailure {
                    if left == 0 { return .unreachable("the sink broke") }
                    contents.commitsUntilFailure = left - 1
                }
                guard let progress = contents.progress[epoch.partition], progress.next == epoch.range.lowerBound,
                    progress.input <= epoch.inputBefore
                else { return .fenced("the epoch does not follow") }
                contents.progress[epoch.partition]?.input = epoch.newestInput
                if sink.keepsSideInputs { contents.inputs[epoch.partition, default: []] += epoch.inputs }
                contents.progress[epoch.partition]?.next = epoch.range.upperBound
                contents.progress[epoch.partition]?.epoch += 1
                contents.rows[epoch.partition, default: []] += epoch.observations.map { row in
                    let name = row.series.map { names[Int($0.rawValue)].key } ?? "-"
                    return "\(row.offset) \(name) \(row.value) \(row.expected)"
                }
                contents.deadLetters += epoch.deadLetters.count
                return nil
            }
            if let failure { throw failure }
        }

        func inputs(
            of partition: PartitionID, from offset: Int64, shouldGiveUp: () -> Bool
        ) throws(ConnectorError) -> [StampedInput] {
            sink.contents.withLock { ($0.inputs[partition] ?? []).filter { $0.offset >= offset } }
        }

        func feedback(of partition: PartitionID, shouldGiveUp: () -> Bool) throws(ConnectorError) -> Set<Int64> {
            Set(
                sink.contents.withLock { $0.inputs[partition] ?? [] }.compactMap {
                    if case .feedback(let feedback) = $0.input.content { feedback.number } else { nil }
                })
        }

        func release(_ partition: PartitionID) { names[partition] = nil }
        func close(shouldGiveUp: () -> Bool) throws(ConnectorError) {}
    }
}
