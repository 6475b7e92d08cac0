/// The single numbers of a scorer: plain bytes, part of a series' block.
struct ScorerHeader {
    /// From where everything that is kept in single precision is measured: about the level of the series.
    var anchor: Double
    /// The slow level, over about ``DetectorSettings/adaptAfter`` observations, and the mean distance from it.
    var level: Double
    var spread: Double
    /// The same distance over about 3,000 observations.
    var slowSpread: Float
    /// The lowest and the highest value so far, and the newest.
    var lowest: Double
    var highest: Double
    var newest: Double
    /// The level over about eight observations, relative to the anchor.
    var recent: Float
    /// The mean over about five observations of errors of the next observation, in their usual size, and clipped.
    var drift: Float
    /// The mean over about 25 observations of errors of the near horizon, likewise.
    var lasting: Float
    /// The deviation that the narrowest interval of the next observation stands for.
    var nextWidth: Float
    /// The mean size of such errors over about ten, and about 200 observations.
    var quickSize: Float
    var slowSize: Float
    /// How often the newest value came one after the other before.
    var repeats: Float
    /// The share of values that are that before, over about a thousand observations; long repetitions do not count.
    var repeating: Float
    /// What was told last, and observations since.
    var told: Float
    var age: Int32
    /// By how much alarms exceed ``ReturnPeriods``' threshold on average, and how many that is known from.
    var excess: Float
    var alarms: Float
    /// Observations.
    var count: UInt32
    /// Forecasts that were remembered, counted round the ring once it is full, and when the next one is due.
    var issued: Int32
    var nextIssue: Int64
}
