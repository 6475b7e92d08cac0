import TimeSeries

/// What all threads of a run report, and what people are told of it.
///
/// `@unchecked Sendable`: every access to the stored properties is inside `condition.locked`.
final class Ledger: @unchecked Sendable {
    private let condition = Condition()
    private var partitions: [PartitionID: PartitionStatus] = [:]
    /// When sources last told where the logs end.
    private var endsNoted: [PartitionID: ContinuousClock.Instant] = [:]
    /// When something of an open partition was last committed, or it was opened.
    private var lastMoves: [PartitionID: ContinuousClock.Instant] = [:]
    /// How many series those have had that are not open any more.
    private var closed: [PartitionID: Int] = [:]
    private var tallies: [PartitionID: Tally] = [:]
    private var violations: [PartitionID: Int] = [:]
    private var sources: [String: SourceStatus] = [:]
    private var refusals: [String: RefusalCount] = [:]
    private var epochs = 0

    /// A partition is open; `next` is the first offset that not all sinks have.
    func opened(_ partition: PartitionID, at next: Int64, replayingFrom offset: Int64) {
        condition.locked {
            partitions[partition] = PartitionStatus(
                partition: partition, nextOffset: next, processedOffset: offset, endOffset: nil, series: 0)
            lastMoves[partition] = .now
            closed[partition] = nil
            tallies[partition, default: Tally()] += Tally()
            sources[partition.source, default: SourceStatus()].isAssigned = true
        }
    }

    /// The worker has processed all records below `offset`.
    func processed(_ partition: PartitionID, to offset: Int64, series: Int) {
        condition.locked {
            partitions[partition]?.processedOffset = offset
            partitions[partition]?.series = series
        }
    }

    /// All sinks have the epoch.
    func committed(_ epoch: Epoch) {
        condition.locked {
            // Epochs that every sink had already are replayed too.
            if let next = partitions[epoch.partition]?.nextOffset {
                partitions[epoch.partition]?.nextOffset = max(next, epoch.range.upperBound)
            }
            lastMoves[epoch.partition] = .now
            tallies[epoch.partition, default: Tally()] += epoch.tally
            if !epoch.tally.addsUp { violations[epoch.partition, default: 0] += 1 }
            for letter in epoch.deadLetters {
                refusals[letter.reason, default: RefusalCount(example: letter.detail)].records += 1
            }
            epochs += 1
        }
    }

    /// Where the log of a partition ends.
    func noteEnd(of partition: PartitionID, end: Int64) {
        condition.locked {
            partitions[partition]?.endOffset = end
            endsNoted[partition] = .now
            // What has been committed of all that there is stands still without fault.
            if let status = partitions[partition], status.nextOffset >= end { lastMoves[partition] = .now }
        }
    }

    /// What a source tells of itself.
    func note(_ source: String, _ change: (inout SourceStatus) -> Void) {
        condition.locked { change(&sources[source, default: SourceStatus()]) }
    }

    /// Whether the worker is at the end of a partition's log, as its source saw it just now. A source that cannot know has
    /// nothing to bring while it brings nothing; one that has not been able to look for a while may have much.
    func isCaughtUp(_ partition: PartitionID) -> Bool {
        condition.locked {
            guard let status = partitions[partition] else { return false }
            guard let end = status.endOffset, let noted = endsNoted[partition] else { return true }
            return status.processedOffset >= end && ContinuousClock.now - noted < Self.freshness
        }
    }

    /// For how long it is believed where a log ends.
    private static let freshness: Duration = .seconds(10)

    func closed(_ partition: PartitionID) {
        condition.locked {
            guard let status = partitions.removeValue(forKey: partition) else { return }
            endsNoted[partition] = nil
            lastMoves[partition] = nil
            closed[partition] = status.series
        }
    }

    /// The offsets up to which open partitions of `source` have been committed to every sink.
    func committedOffsets(of source: String) -> [PartitionID: Int64] {
        condition.locked { partitions.filter { $0.key.source == source }.mapValues(\.nextOffset) }
    }

    /// All but what is known of sinks and workers.
    var status: RunStatus {
        condition.locked {
            let now = ContinuousClock.now
            var status = RunStatus()
            status.tallies = tallies
            status.violations = violations
            status.refusals = refusals
            status.epochs = epochs
            status.partitions = partitions.values.map { found in
                var partition = found
                partition.stillFor = lastMoves[found.partition].map { now - $0 } ?? .zero
                return partition
            }.sorted { left, right in
                (left.partition.source, left.partition.topic, left.partition.partition)
                    < (right.partition.source, right.partition.topic, right.partition.partition)
            }
            status.closedPartitions = closed.count
            status.closedSeries = closed.values.reduce(0, +)
            status.sources = sources
            return status
        }
    }
}
