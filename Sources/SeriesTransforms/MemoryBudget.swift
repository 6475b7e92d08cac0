import Foundation
import Synchronization

/// How much memory the models of all series of a process may take together. A limit for each partition alone would not
/// say what the sum of them may be.
final class MemoryBudget: Sendable {
    /// Four fifths of what this process may use: the rest is for queues, snapshots on their way, and everything else.
    static let process = MemoryBudget(limit: available() / 5 * 4)

    /// In bytes.
    let limit: Int
    private let used = Atomic(0)

    init(limit: Int) { self.limit = limit }

    /// Takes so many bytes, if there are as many.
    func take(_ count: Int) -> Bool {
        guard used.add(count, ordering: .relaxed).newValue > limit else { return true }
        give(count)
        return false
    }

    /// Gives back what was taken.
    func give(_ count: Int) { used.subtract(count, ordering: .relaxed) }

    /// The machine's memory, or what its control group leaves of it.
    private static func available() -> Int {
        let machine = Int(clamping: ProcessInfo.processInfo.physicalMemory)
        let group = try? String(contentsOfFile: "/sys/fs/cgroup/memory.max", encoding: .utf8)
        let granted = group.flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
        return min(machine, granted ?? machine)
    }
}
