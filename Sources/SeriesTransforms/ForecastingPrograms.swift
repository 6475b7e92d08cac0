package import Snapshots
package import StreamRuntime
package import TimeSeries

/// Makes the program of each partition: decode, find the series, learn, forecast.
package struct ForecastingPrograms: PartitionProgramMaker {
    private let sources: [String: ForecastedSource]
    private let fingerprints: [String: UInt64]

    /// - Parameter sources: by the source's name in the pipeline file; every source of the pipeline.
    package init(_ sources: [String: ForecastedSource]) {
        self.sources = sources
        fingerprints = sources.mapValues(\.fingerprint)
    }

    package func fingerprint(of partition: PartitionID) -> UInt64 { fingerprints[partition.source] ?? 0 }

    package func make(for partition: PartitionID) -> any PartitionProgram {
        ForecastingProgram(source(of: partition))
    }

    package func restore(
        _ partition: PartitionID, from head: SnapshotHead, _ visit: SnapshotVisit
    ) throws(SnapshotError) -> (any PartitionProgram)? {
        try ForecastingProgram(source(of: partition), from: head, visit)
    }

    private func source(of partition: PartitionID) -> ForecastedSource {
        guard let source = sources[partition.source] else {
            preconditionFailure("the source \(partition.source) is not of this pipeline")
        }
        return source
    }
}
