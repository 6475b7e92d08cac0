import Snapshots
import TimeSeries

@testable import StreamRuntime

/// What one sink has of one partition.
final class KeepingSink {
    var progress: PartitionProgress?
    private(set) var rows: [String] = []
    private(set) var kept: [StampedInput] = []
    private let keeps: Bool

    /// - Parameter keeps: whether it keeps side inputs; it then remembers of them nothing else.
    init(keeps: Bool) { self.keeps = keeps }

    func commit(_ epoch: Epoch) {
        precondition(progress?.next == epoch.range.lowerBound, "epochs follow each other")
        precondition((progress?.input ?? 0) <= epoch.inputBefore, "side inputs come once")
        progress?.next = epoch.range.upperBound
        progress?.input = epoch.newestInput
        if keeps { kept += epoch.inputs }
        rows += epoch.observations.map { "\($0.offset) \($0.series?.rawValue ?? -1) \($0.value) \($0.expected)" }
    }

    func inputs(from offset: Int64) -> [StampedInput] { kept.filter { $0.offset >= offset } }

    /// How many side inputs it has of one place.
    func stamped(at offset: Int64) -> Int { kept.count { $0.offset == offset } }

    /// Whether it has everything that a state contains.
    func isAtOrBehind(_ snapshot: SnapshotHead) -> Bool {
        guard let progress else { return false }
        return progress.next >= snapshot.offset && progress.input >= snapshot.input
    }
}
