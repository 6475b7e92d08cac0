import Synchronization
package import TimeSeries

/// One series, up to a moment: what a log is read again for. Nothing that its memory does not depend on is computed.
///
/// The moment comes with the first record of the partition, or the first tick, whose event time is later: the series is then
/// as it was when the partition's clock passed the moment.
package final class SeriesFocus: Sendable {
    let model: String
    let key: String
    let metric: String
    let until: Timestamp
    private let found = Mutex<(files: [SeriesFile], hasCome: Bool)>(([], false))

    package init(model: String, key: String, metric: String, until: Timestamp) {
        self.model = model
        self.key = key
        self.metric = metric
        self.until = until
    }

    /// The series' memory then, one for each partition that had it.
    package var files: [SeriesFile] { found.withLock { $0.files } }

    /// Whether the moment came in any partition.
    package var hasCome: Bool { found.withLock { $0.hasCome } }

    /// Takes down what a partition had.
    func note(_ file: SeriesFile?) {
        found.withLock { found in
            found.hasCome = true
            if let file { found.files.append(file) }
        }
    }
}
