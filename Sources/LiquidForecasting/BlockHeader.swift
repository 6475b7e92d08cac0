/// The single numbers of a series' state, at the start of its block.
struct BlockHeader {
    /// Observations learned from.
    var observations: Int64
    /// Time of the newest observation, in microseconds since 1970.
    var newestTime: Int64
    /// Nominal time between observations, in microseconds; 0 while it is not known.
    var step: Int64
    /// Origins stored that can be learned from.
    var learnableOrigins: Int64
    /// The time between two observations that the rotating cells are prepared for, in microseconds; 0 for none.
    var preparedSpan: Int64
    var newestValue: Double
    /// The fading envelope of the signal.
    var lowest: Double
    var highest: Double
    /// What the newest forecast said for horizon 1.
    var expected: Double
    var lower80: Double
    var upper80: Double
    var lower95: Double
    var upper95: Double
    /// Running mean of absolute differences, over about 20 and about 500 observations, and the larger of them.
    var fastScale: Float
    var slowScale: Float
    var scale: Float
    /// Observations since the signal first moved, counted to 10.
    var moving: Int32
    /// Seasonal lag in observations; 0 for none.
    var lag: Int32
    /// The feature that gets the next ridge pseudo-observation.
    var ridgeFeature: Int32
    /// Where the newest element of each window stands.
    var head: Int32
    /// Rotating cells in use.
    var rotatingCells: Int32
    /// Observations that wait for the step to be known.
    var waiting: Int32
    /// 1 when the numbers of the newest forecast above are there.
    var hasIssued: Int32
}
