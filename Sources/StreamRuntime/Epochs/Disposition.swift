/// What became of one value of one record. Every value received has exactly one.
package enum Disposition: UInt8, Sendable, CaseIterable {
    /// Learned from, and a forecast was issued.
    case forecast
    /// Learned from, too early for a forecast that would mean anything.
    case warming
    /// Older than the series' newest observation; not learned from.
    case late
    /// At the time of the series' newest observation; not learned from.
    case duplicate
    /// Left out because somebody says so: the pipeline file, an optional value that the record does not have or one that no
    /// model reads; or feedback that what is seen now is expected, of which nothing is learned.
    case filtered
    /// Could not be used; kept as a ``DeadLetter`` with its reason.
    case deadLettered

    /// The word that outputs write.
    package var name: String {
        switch self {
        case .forecast: "forecast"
        case .warming: "warming"
        case .late: "late"
        case .duplicate: "duplicate"
        case .filtered: "filtered"
        case .deadLettered: "dead_lettered"
        }
    }
}
