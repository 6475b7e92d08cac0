/// `state`: where the series' models are kept between runs.
package struct StateSpec: Sendable {
    package var store: Store
    /// A folder on this machine for what is of this process alone, such as its name in consumer groups.
    package var folder: String
    /// How often each partition is snapshotted, in microseconds.
    package var everyMicroseconds: Int64
    /// The most series that one partition may have. Records of further ones are refused, with a reason that says so.
    package var maxSeries: Int

    /// Where snapshots are kept.
    package enum Store: Sendable {
        /// The folder ``StateSpec/folder``.
        case local
        /// Tables of Millrace's schema in a database.
        case postgres(url: Secret)
        /// Compacted topics at the brokers of each source; `topics` is what their names begin with.
        case kafka(topics: String)
        /// Nowhere: a restart rebuilds the state by reading the log again.
        case none
    }

    package init(store: Store, folder: String, everyMicroseconds: Int64, maxSeries: Int) {
        self.store = store
        self.folder = folder
        self.everyMicroseconds = everyMicroseconds
        self.maxSeries = maxSeries
    }
}
