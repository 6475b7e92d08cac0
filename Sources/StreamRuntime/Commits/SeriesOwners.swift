import Synchronization
import Telemetry
import TimeSeries

/// Notices that a series comes from two partitions, each of which learns it by itself while their rows mix: a topic that
/// is not partitioned by the key does that.
final class SeriesOwners: Sendable {
    private struct Known {
        var partitions: [PartitionID: Int32] = [:]
        /// The first partition of each series, by a hash of its name: a warning may be wrong once in a long life.
        var owners: [Int: Int32] = [:]
        var hasWarned = false
    }

    private let known = Mutex(Known())
    private let log: Log

    init(log: Log) { self.log = log }

    /// Looks at the series that a partition names for the first time.
    ///
    /// - Returns: whether it warned, which it does once in a run.
    @discardableResult
    func note(_ identities: [SeriesIdentity], of partition: PartitionID) -> Bool {
        let twice: SeriesIdentity? = known.withLock { known in
            guard !known.hasWarned else { return nil }
            let number = known.partitions[partition] ?? Int32(known.partitions.count)
            known.partitions[partition] = number
            for identity in identities {
                var hasher = Hasher()
                hasher.combine(identity.model)
                hasher.combine(identity.metric)
                hasher.combine(identity.key)
                guard known.owners.updateValue(number, forKey: hasher.finalize()) ?? number != number else { continue }
                known.hasWarned = true
                known.owners = [:]
                return identity
            }
            return nil
        }
        guard let twice else { return false }
        log.warning(
            """
            the key \(twice.key) comes from \(partition) and from another partition: each forecasts its \(twice.metric) from \
            what it sees, and their rows mix under one series. Make the key that of the messages, so that it stays in one
            """)
        return true
    }
}
