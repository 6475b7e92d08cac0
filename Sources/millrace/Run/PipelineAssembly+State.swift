import FileConnector
import KafkaConnector
import PipelineSpec
import PostgresConnector
import SeriesTransforms
import Snapshots
import StreamRuntime
import Telemetry
import TimeSeries

/// Where a pipeline's state is kept, and what it is compared with.
extension PipelineAssembly {
    /// The store of the pipeline's snapshots; nil where none are kept.
    ///
    /// - Throws: when it cannot be used.
    func snapshotStore() throws(ConnectorError) -> (any SnapshotStore)? {
        switch spec.state.store {
        case .local: LocalSnapshotStore(path: spec.state.folder) { [log] in log.warning($0) }
        case .postgres(let url): try PostgresSnapshotStore(url: url)
        case .kafka(let prefix):
            try KafkaSnapshotStore(
                prefix: prefix, pipeline: spec.name,
                sources: spec.sources.reduce(into: [:]) { sources, source in
                    if case .kafka(let kafka) = source.kind { sources[source.name] = kafka }
                }, log: log)
        case .none: nil
        }
    }

    /// What would be run, which knows the fingerprints of states.
    func programs() throws(ConnectorError) -> ForecastingPrograms {
        try make { KafkaSource(name: $0, spec: $1, ends: .whenCaughtUp, member: nil, log: log) }.1
    }

    /// How far a sink is that remembers it: nil where it does not, or has not seen the partition.
    func progress(of partition: PartitionID, in sink: SinkSpec) throws(ConnectorError) -> PartitionProgress? {
        switch sink.kind {
        case .postgres(let postgres):
            try PostgresReader(url: postgres.url).progress(of: partition, pipeline: spec.name)
        case .file(let file): try FileSink.progress(of: partition, in: file)
        case .stdout, .webhook, .alertmanager, .kafka: nil
        }
    }
}
