/// The forecasters whose mixture is issued.
package enum Expert: Int, CaseIterable, Sendable {
    /// The linear readout of the liquid cells.
    case readout
    /// The newest observation.
    case persistence
    /// The observation one seasonal lag before the target.
    case seasonalNaive
    /// The newest observation and what was added over the same stretch one seasonal lag before.
    case seasonalDifference
    /// The season's table, and what is left of the distance from it.
    case season
    /// The same with a table that holds hardly more than the season's last repetition.
    case lastSeason
    /// The season's table and the longer season's on top of it.
    case longSeason

    /// Experts without a season, with one, with two.
    static let counts = [4, 6, 7]
}
