/// A look into a series' state, for people.
package struct SeriesDescription: Sendable {
    /// Observations learned from.
    package let observations: Int64
    /// Nominal time between observations, in microseconds; 0 while it is not known.
    package let stepMicroseconds: Int64
    /// The running size of differences between observations.
    package let scale: Double
    /// Seasonal lag in observations; 0 for none.
    package let seasonalLag: Int
    /// Time constants of the level cells as learned, in steps.
    package let timeConstants: [Double]
    /// Periods of the rotating cells in seconds.
    package let periods: [Double]
    /// How far each rotating cell swings.
    package let amplitudes: [Double]
    /// Each expert's share of the forecast, by horizon.
    package let shares: [[Double]]
}
