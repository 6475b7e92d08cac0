import Synchronization

/// The right to hold the image of one partition's state in memory, until this object goes. There is one in a process: an
/// image is as large as the models it is of.
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
