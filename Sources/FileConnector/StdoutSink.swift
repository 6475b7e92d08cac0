import Foundation
package import PipelineSpec
package import StreamRuntime
import TimeSeries

/// Writes lines of JSON to standard output. It keeps nothing between runs.
package final class StdoutSink: Sink {
    package let name: String
    private let content: StdoutSinkSpec.Content
    private let forms: [String: ForecastForm]
    private let lock = NSLock()

    /// - Parameter forms: what the rows of each model say, by the model's name.
    package init(name: String, spec: StdoutSinkSpec, forms: [String: ForecastForm]) {
        self.name = name
        self.forms = forms
        content = spec.write
    }

    package func makeWriter() throws(ConnectorError) -> any SinkWriter { Writer(self) }

    /// Lines of different threads never mix.
    private func write(_ bytes: [UInt8]) throws(ConnectorError) {
        lock.lock()
        defer { lock.unlock() }
        var done = 0
        while done < bytes.count {
            let written = bytes.withUnsafeBytes { Glibc.write(1, $0.baseAddress.map { $0 + done }, $0.count - done) }
            if written >= 0 {
                done += written
            } else if errno == EPIPE {
                throw .interrupted("standard output was closed by its reader")
            } else if errno != EINTR {
                throw .unusable("standard output cannot be written: \(String(cString: strerror(errno)).lowercased())")
            }
        }
    }

    private final class Writer: SinkWriter {
        private let sink: StdoutSink
        private var lines: ResultLines

        init(_ sink: StdoutSink) {
            self.sink = sink
            lines = ResultLines(of: sink.forms, forecastsEvery: 1)
        }

        func progress(of partition: PartitionID, shouldGiveUp: () -> Bool) throws(ConnectorError) -> PartitionProgress?
        {
            nil
        }
        func begin(_ partition: PartitionID, at offset: Int64, shouldGiveUp: () -> Bool) throws(ConnectorError) {}

        func introduce(_ identities: [SeriesIdentity], firstNumber: Int, in partition: PartitionID) {
            lines.introduce(identities, firstNumber: firstNumber, in: partition)
        }

        func commit(_ epoch: Epoch, shouldGiveUp: () -> Bool) throws(ConnectorError) {
            switch sink.content {
            case .forecasts: try sink.write(lines.forecasts(of: epoch))
            case .observations: try sink.write(lines.observations(of: epoch))
            case .anomalies: try sink.write(lines.anomalies(of: epoch))
            case .alerts: try sink.write(lines.alerts(of: epoch))
            }
        }

        func release(_ partition: PartitionID) { lines.release(partition) }
        func close(shouldGiveUp: () -> Bool) throws(ConnectorError) {}
    }
}
