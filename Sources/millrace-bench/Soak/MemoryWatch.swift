import Foundation
import Synchronization

/// Looks at the process's resident memory while a ``SoakSource`` is read, and prints it.
final class MemoryWatch: Sendable {
    private let name: String
    private let source: SoakSource
    private let isOver = Atomic(false)
    /// Resident bytes by the share of the events that had been read.
    private let seen = Mutex<[(share: Double, bytes: Int)]>([])

    private static let every: UInt32 = 1
    private static let linesEvery = 10

    init(_ name: String, _ source: SoakSource) {
        self.name = name
        self.source = source
    }

    /// Most in the fifth of the run that follows the first.
    var early: Int { most(from: 0.1, to: 0.3) }

    /// Most in the last fifth.
    var late: Int { most(from: 0.8, to: 1) }

    private func most(from: Double, to: Double) -> Int {
        seen.withLock { $0.filter { from <= $0.share && $0.share <= to }.map(\.bytes).max() ?? 0 }
    }

    func begin() {
        Thread { [self] in
            var looks = 0
            while !isOver.load(ordering: .relaxed) {
                look(prints: looks % Self.linesEvery == 0)
                looks += 1
                sleep(Self.every)
            }
        }.start()
    }

    /// Looks once more, and no longer.
    func end() {
        guard !isOver.exchange(true, ordering: .relaxed) else { return }
        look(prints: true)
    }

    private func look(prints: Bool) {
        let (events, moves) = (
            source.counts.events.load(ordering: .relaxed), source.counts.moves.load(ordering: .relaxed)
        )
        let bytes = ResidentMemory.bytes()
        seen.withLock { $0.append((Double(events) / Double(source.events), bytes)) }
        guard prints else { return }
        let columns = [name, "\(events)", "\(moves)", "\(bytes >> 20)"]
        print(columns.map { $0.padding(toLength: 12, withPad: " ", startingAt: 0) }.joined())
        fflush(nil)
    }
}
