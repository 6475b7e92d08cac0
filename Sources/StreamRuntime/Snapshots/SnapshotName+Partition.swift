package import Snapshots
package import TimeSeries

extension SnapshotName {
    /// Of a partition of a pipeline.
    package init(_ pipeline: String, _ partition: PartitionID) {
        self.init(
            pipeline: pipeline, source: partition.source, topic: partition.topic, partition: partition.partition)
    }
}
