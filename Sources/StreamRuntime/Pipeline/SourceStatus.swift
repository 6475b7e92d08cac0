/// What is known of a source besides its partitions.
package struct SourceStatus: Equatable, Sendable {
    /// Whether it has what it is to read: a file, or its share of a topic, which may be nothing.
    package var isAssigned = false
    /// How often partitions were given to it.
    package var assignments = 0
    /// What keeps it from reading, as a sentence; nil while nothing does.
    package var trouble: String?
    /// Records that were gone before they could be read, and were passed over because the pipeline file says so.
    package var missingRecords: Int64 = 0
}
