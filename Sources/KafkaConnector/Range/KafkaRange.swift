import StreamRuntime
import Synchronization
package import TimeSeries

/// What topics hold between two moments, by the records' own timestamps, and no further than they reach when it is first
/// looked at: whoever reads it again reads the same.
package final class KafkaRange: Sendable {
    /// Offsets of one partition.
    struct Part {
        let topic: String
        let partition: Int32
        let offsets: Range<Int64>
    }

    /// Records that are not older; nil begins with the oldest there is.
    let from: Timestamp?
    /// Records that are older; nil ends with the newest there is.
    let to: Timestamp?
    private let found = Mutex<[Part]?>(nil)

    package init(from: Timestamp?, to: Timestamp?) {
        self.from = from
        self.to = to
    }

    /// The parts, looked up by `look` the first time.
    func parts(_ look: () throws(ConnectorError) -> [Part]) throws(ConnectorError) -> [Part] {
        if let parts { return parts }
        let looked = try look()
        return found.withLock { parts in
            let kept = parts ?? looked
            parts = kept
            return kept
        }
    }

    /// The parts, once they have been looked up.
    var parts: [Part]? { found.withLock { $0 } }
}
