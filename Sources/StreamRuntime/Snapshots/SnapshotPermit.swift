import Synchronization

/// The right to make a snapshot, until this object goes. There is one in a process: what is on its way to the store takes
/// memory.
final class SnapshotPermit: Sendable {
    /// Whether somebody has it.
    final class Desk: Sendable {
        private let isTaken = Mutex(false)

        /// The permit, unless somebody has it.
        func take() -> SnapshotPermit? {
            let isOurs = isTaken.withLock { taken in
                defer { taken = true }
                return !taken
            }
            return isOurs ? SnapshotPermit(self) : nil
        }

        fileprivate func giveBack() { isTaken.withLock { $0 = false } }
    }

    private let desk: Desk

    private init(_ desk: Desk) { self.desk = desk }

    deinit { desk.giveBack() }
}
