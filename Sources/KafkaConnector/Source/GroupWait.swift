/// How long a member that has read all of its own partitions stays for the sake of those that others have.
///
/// A partition that nobody seems to have may still belong to a member that died: the group gives it to us when that
/// member's session is over. Leaving before would end a run with work undone.
struct GroupWait {
    private let end: ContinuousClock.Instant
    private var nextLook = ContinuousClock.now
    /// Where the logs of the partitions ended when they were first asked about; 0 for those that had nothing.
    private var ends: [String: Int64] = [:]

    init(sessionTimeout: Duration) {
        // Besides the session, time for the members to notice that the group is being rebalanced.
        end = ContinuousClock.now + sessionTimeout + .seconds(10)
    }

    /// Whether `partitions`, which are not ours, are read to their end by others, or cannot be a dead member's any more.
    mutating func isOver(for partitions: [PartitionPosition], _ client: borrowing KafkaClient) -> Bool {
        let now = ContinuousClock.now
        if now >= end { return true }
        guard now >= nextLook else { return false }
        nextLook = now + .seconds(2)
        do throws(KafkaFailure) {
            let unknown = partitions.filter { ends[Self.name($0)] == nil }
            let first = try client.lookUp(unknown.map { $0.at(KafkaClient.beginning) }, within: 2_000)
            let last = try client.lookUp(unknown.map { $0.at(KafkaClient.end) }, within: 2_000)
            for (first, last) in zip(first, last) {
                ends[Self.name(last)] = last.offset > max(first.offset, 0) ? last.offset : 0
            }
            return try client.committed(partitions, within: 2_000).allSatisfy { position in
                ends[Self.name(position)].map { max(position.offset, 0) >= $0 } ?? false
            }
        } catch {
            return false
        }
    }

    private static func name(_ position: PartitionPosition) -> String { "\(position.topic)/\(position.partition)" }
}
