/// The numbers whose tails a scorer tracks, beside the lists of their peaks.
enum TailView: Int, CaseIterable {
    /// Above, and below, what was seen at this time of the season.
    case aboveSeason, belowSeason
    /// Outside what followed such a value before.
    case usual
    /// The distance of the recent level from the slow one.
    case level
    /// Upward, and downward, drift of the newest errors.
    case upward, downward
}
