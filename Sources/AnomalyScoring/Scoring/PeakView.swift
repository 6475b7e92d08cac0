/// The numbers of which a scorer keeps peaks, each in a list of its own.
enum PeakView: Int, CaseIterable {
    /// Above, and below, what was seen at this time of the season.
    case aboveSeason, belowSeason
    /// Above, and below, what followed such a value before.
    case aboveUsual, belowUsual
    /// Above, and below, what was forecast for the near horizon; the smaller of the near and the far error.
    case aboveNear, belowNear, error
    /// The far error in units of the interval that was issued with it.
    case farError
    /// The distance of the recent level from the slow one.
    case level
    /// The mean of the newest errors of the next observation.
    case drift
    /// How much larger errors are than they were.
    case volatility
    /// How long a value repeats.
    case repeats
}
