import TimeSeries

/// Whether a run does its work, and if not, why.
package struct Readiness: Equatable, Sendable {
    /// An answer of a sink is missed after so long.
    static let sinkPatience: Duration = .seconds(10)
    /// Records that wait have to be committed within so long.
    static let commitPatience: Duration = .seconds(60)

    /// One sentence each; none when all is well.
    package let reasons: [String]

    package var isReady: Bool { reasons.isEmpty }

    /// - Parameter sources: the names of all of the pipeline's.
    package init(_ status: RunStatus, sources: [String]) {
        var reasons: [String] = []
        for name in sources {
            let source = status.sources[name] ?? SourceStatus()
            if let trouble = source.trouble {
                reasons.append("source \(name): \(trouble)")
            } else if !source.isAssigned {
                reasons.append("source \(name): it has not been given its partitions")
            }
        }
        for sink in status.sinks {
            guard let waiting = sink.waiting, waiting > Self.sinkPatience else { continue }
            reasons.append("sink \(sink.name): no answer for \(waiting.components.seconds) s")
        }
        for (partition, count) in status.violations.sorted(by: { $0.key.description < $1.key.description }) {
            reasons.append("\(partition): the counts of \(count) epochs do not add up: this is a defect of Millrace")
        }
        for partition in status.partitions {
            if partition.processedOffset < partition.nextOffset {
                reasons.append(
                    "\(partition.partition): the state is being rebuilt, \(partition.nextOffset - partition.processedOffset) records to go"
                )
            } else if let lag = partition.lag, lag > 0, partition.stillFor > Self.commitPatience {
                reasons.append(
                    "\(partition.partition): \(lag) records wait, and none was committed for \(partition.stillFor.components.seconds) s"
                )
            }
        }
        self.reasons = reasons
    }
}
