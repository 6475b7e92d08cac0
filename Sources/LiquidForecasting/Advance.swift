/// What became of one observation.
package struct Advance: Sendable {
    package enum Outcome: Sendable {
        case learned
        /// Older than the newest observation; nothing was changed.
        case late
        /// At the time of the newest observation; nothing was changed.
        case duplicate
    }

    package var outcome: Outcome
    /// Whether it is too early for a forecast: none was issued.
    package var isWarming = false
    /// What the forecast issued before had said of this observation; NaN when there was none, or none that reached it.
    package var expected = Double.nan
    /// Observations seen so far that were neither late nor duplicates.
    package var observations: Int64
    /// Nominal time between observations, in microseconds; 0 while it is not known.
    package var stepMicroseconds: Int64
}
