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
    /// What the forecast issued before had said of this observation, with its bounds; NaN when there was none.
    package var expected = Double.nan
    package var lower80 = Double.nan
    package var upper80 = Double.nan
    package var lower95 = Double.nan
    package var upper95 = Double.nan
    /// Observations learned from so far.
    package var observations: Int64
    /// Nominal time between observations, in microseconds; 0 while it is not known.
    package var stepMicroseconds: Int64
}
