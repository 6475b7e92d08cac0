package import PipelineSpec
package import StreamRuntime
import Synchronization
package import Telemetry
package import TimeSeries

/// Writes forecasts, observations, anomalies, alerts and dead letters as lines of JSON into a folder, each epoch exactly once.
///
/// `forecasts.jsonl`, `observations.jsonl`, `anomalies.jsonl`, `alerts.jsonl` and `dead_letter.jsonl` only grow;
/// `progress.json` says how far they count.
package final class FileSink: Sink {
    package let name: String
    private let spec: FileSinkSpec
    private let pipeline: String
    private let forms: [String: ForecastForm]
    private let keepsDeadLetters: Bool
    private let log: Log
    private let folder = Mutex<ResultFolder?>(nil)

    /// - Parameter forms: what the rows of each model say, by the model's name.
    package init(
        name: String, pipeline: String, spec: FileSinkSpec, forms: [String: ForecastForm], keepsDeadLetters: Bool,
        log: Log
    ) {
        self.name = name
        self.pipeline = pipeline
        self.spec = spec
        self.forms = forms
        self.keepsDeadLetters = keepsDeadLetters
        self.log = log
    }

    /// How far the files of a sink count for a partition, also while a run writes them.
    package static func progress(
        of partition: PartitionID, in spec: FileSinkSpec
    ) throws(ConnectorError) -> PartitionProgress? {
        try ResultFolder.progress(of: partition, in: spec.resolvedPath)
    }

    /// All writers of the sink share its files.
    package func makeWriter() throws(ConnectorError) -> any SinkWriter {
        let opened: Result<ResultFolder, ConnectorError> = folder.withLock { folder in
            if let folder { return .success(folder) }
            do throws(ConnectorError) {
                let made = try ResultFolder(
                    folder: spec.resolvedPath, shown: spec.path, pipeline: pipeline,
                    isReplacing: spec.onStart == .replace, log: log)
                folder = made
                return .success(made)
            } catch {
                return .failure(error)
            }
        }
        return FileSinkWriter(
            folder: try opened.get(), lines: ResultLines(of: forms, forecastsEvery: spec.forecastsEvery),
            keepsDeadLetters: keepsDeadLetters)
    }
}
