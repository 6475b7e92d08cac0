/// The numbers whose tails a scorer tracks, beside the lists of their peaks.
enum TailView: Int, CaseIterable {
    /// Above, below, and on either side of what was seen at this time of the season.
    case aboveSeason, belowSeason, outsideSeason
    /// Outside what followed such a value before.
    case usual
    /// The distance of the recent level from the slow one.
    case level
    /// The mean of the newest errors of the next observation.
    case drift
}
