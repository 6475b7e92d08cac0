/// The single numbers of a series' state, at the start of its block.
struct BlockHeader {
    /// Observations learned from.
    var observations: Int64
    /// Times in microseconds since 1970: of the newest observation that was learned from, and of the newest at all.
    var newestTime: Int64
    var seenTime: Int64
    /// Nominal time between observations, in microseconds; 0 while it is not known.
    var step: Int64
    /// Observations as horizons count them, those not learned from included.
    var ordinal: Int64
    /// When the series began, on the clock of horizons; the newest observation on it; the earliest time for a new origin.
    var clockStart: Int64
    var clock: Int64
    var nextOrigin: Int64
    /// Origins stored, and how many of them can be learned from: the newest ones.
    var origins: Int64
    var learnableOrigins: Int64
    /// The newest tick: whole steps since the series began.
    var tick: Int64
    var newestValue: Double
    /// From where the seasonal tables measure.
    var anchor: Double
    /// The fading envelope of the signal.
    var lowest: Double
    var highest: Double
    /// An observation that waits to be believed.
    var parkedTime: Int64
    var parkedValue: Double
    /// The newest move to another level, the level before it, and observations until it is looked at again.
    var shift: Double
    var shiftBase: Double
    var shiftTrial: Int32
    var isParked: Int32
    /// Faults one after the other.
    var faults: Int32
    /// How often jumps, and moves to another level, have been found to last.
    var jumpsLast: Float
    var shiftsLast: Float
    /// Running mean of absolute differences, over about 20 and about 500 observations, and the larger of them.
    var fastScale: Float
    var slowScale: Float
    var scale: Float
    /// Regression of differences on those of the season's table, and the share of the season that was taken away from
    /// what the level cells saw last.
    var seasonCross: Float
    var seasonSquare: Float
    var seasonTaken: Float
    /// Discounted squares of the distances from the three tables at the origins.
    var distanceSquares: (Float, Float, Float)
    /// The signal less its season one and two observations before the newest, less it at the newest.
    var lags: (Float, Float)
    /// Four over the steps of the season.
    var stepsFading: Float
    /// Recent error of the near forecasts, and of persistence.
    var nearError: Float
    var nearPersistence: Float
    /// Moves one after the other that were small beside the scale.
    var smallMoves: Int32
    /// Observations since the signal first moved, counted to 10.
    var moving: Int32
    /// Seasonal lag in steps; 0 for none.
    var lag: Int32
    /// The feature that gets the next ridge pseudo-observation.
    var ridgeFeature: Int32
    /// Where the newest element of the windows of origins, and of ticks, stands.
    var head: Int32
    var tickHead: Int32
    /// Seasonal tables in use: 0, 1 or 2.
    var seasons: Int32
    /// Observations that wait for the step to be known.
    var waiting: Int32
    /// 1 when there is a newest forecast.
    var hasIssued: Int32
    /// 1 when the newest origin is the newest observation: the level cells' derivatives are those of its features.
    var isOriginNewest: Int32
}
