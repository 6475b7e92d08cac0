package import TimeSeries

/// How far one open partition is.
package struct PartitionStatus: Equatable, Sendable {
    package let partition: PartitionID
    /// The first offset that not every sink has.
    package var nextOffset: Int64
    /// The first offset that has not been processed; below ``nextOffset`` while a restart rebuilds the state.
    package var processedOffset: Int64
    /// The offset that the next record of the log will get; nil when the source does not know.
    package var endOffset: Int64?
    /// The number of series.
    package var series: Int
    /// How long ago something of it was last committed, or there was nothing to commit.
    package var stillFor: Duration = .zero

    /// Records of the log that not every sink has the results of; nil when the source does not know.
    package var lag: Int64? { endOffset.map { max($0 - nextOffset, 0) } }
}
