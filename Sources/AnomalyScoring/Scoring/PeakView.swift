/// The numbers of which a scorer keeps peaks, each in a list of its own.
enum PeakView: Int, CaseIterable {
    /// Above, and below, what was seen at this time of the season.
    case aboveSeason, belowSeason
    /// Above, and below, what followed such a value before.
    case aboveUsual, belowUsual
    /// The error of the near horizon.
    case near
    /// The error of the far horizon, in units of what its interval stood for.
    case far
    /// The distance of the recent level from the slow one.
    case level
    /// The mean of the newest errors of the next observation, and a longer one of those of the near horizon.
    case drift, lasting
    /// How much larger errors are than they were.
    case volatility
    /// How long a value repeats.
    case repeats
}
