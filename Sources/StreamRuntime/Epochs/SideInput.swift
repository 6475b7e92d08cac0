package import TimeSeries

/// Something besides the log that a partition's state depends on. It is written down with the epoch that first takes it in,
/// stamped with where in the log that was, and every replay takes it in at the same place: it has become part of the log.
package struct SideInput: Equatable, Sendable {
    package enum Content: Equatable, Sendable {
        /// What a user says of an anomaly.
        case feedback(Feedback)
        /// The time, while a partition brings no records: from it follows what is absent, and what is over.
        case tick(Timestamp)
        /// What somebody orders to be done with a series.
        case order(SeriesOrder)
        /// What changed settings of a model ask for.
        case restart(ModelRestart)
    }

    package var content: Content

    package init(_ content: Content) { self.content = content }
}
