/// Constants of learning, the same for every series. What each part is worth is in the documentation of the forecaster.
enum Learning {
    /// Prior variance of the readout's weights, and of its constant's.
    static let priorVariance: Float = 0.1
    static let biasVariance: Float = 0.01
    /// Forgetting of the readout: about the last 5,000 observations count.
    static let forgetting: Float = 0.9998
    /// Strength of the ridge that keeps weights from growing along directions that are never seen.
    static let ridge: Float = 0.3
    /// Errors count up to this many times their running size.
    static let errorLimit: Float = 5
    /// Targets count up to this many scales.
    static let targetLimit: Float = 1e6
    /// After so many moves in a row that are smaller than the scale by this ratio, the scale starts again.
    static let restartAfter: Int32 = 64
    static let restartRatio: Float = 16
    /// Observations after the first that moved, before origins are learned from: until then the scale is not known.
    static let movingBeforeLearning: Int32 = 10
    /// Discount of the experts' regrets.
    static let regretDiscount: Float = 0.9993
    /// What speaks for persistence by itself: prices cannot be beaten, and noise must not try.
    static let persistenceHandicap: Float = 0.03
    /// The mixture's error counts in the experts' regrets up to so many times the readout's running error.
    static let mixtureErrorLimit: Float = 6
    /// The least share of an expert is this divided by the number of experts.
    static let exploration: Float = 0.01
    /// How much of its width the envelope gives way to each observation.
    static let envelopeFading = 1e-3

    /// Discount of the regressions that say how much of a season, and of the distance from it, to believe.
    static let seasonDiscount: Float = 0.999
    /// How far a knot moves toward what was seen around it, by table: the season, its last repetition, the longer season.
    static let knotShares: (Float, Float, Float) = (0.05, 0.5, 0.1)
    /// An observation moves a table by up to so many scales.
    static let knotLimit: Float = 20

    /// Step of the tracked quantiles; they move faster at first, and slower the longer the delay of their lessons.
    static let quantileStep: Float = 0.0045
    static let firstQuantileStep: Float = 0.1
    static let quantileLessons: Float = 8
    static let quantileDelay: Float = 0.05
    /// Step of the tracked median, divided by the horizon.
    static let medianStep: Float = 0.003

    /// Step of the firmness that forecasts need where persistence is better in absolute error, and its ways back.
    static let firmnessStep: Float = 0.01
    static let firmnessLeak: Float = 0.04
    static let firmnessReturn: Float = 1
    static let firmnessMemory: Float = 0.002
    static let firmnessUnit: Float = 0.7
    /// Errors count up to so many times the readout's running error when absolute errors are compared.
    static let comparisonLimit: Float = 10

    /// Distress: the near forecasts' recent error beside persistence's. From the first ratio on forecasts shrink, at the
    /// second they are persistence.
    static let distressMemory: Float = 0.2
    static let distressFrom: Float = 1.5
    static let distressTo: Float = 4

    /// A jump of so many scales waits for the next observation before it is believed.
    static let jumpLimit: Float = 20
    /// Observations in a row that are taken for faults at most.
    static let faultLimit: Int32 = 3
    /// Observations before jumps are looked at.
    static let observationsBeforeJumps: Int64 = 12
    /// A believed jump of so many scales moves all that was learned to the new level.
    static let shiftLimit: Float = 100
    /// Observations after which such a move is looked at again.
    static let shiftTrial: Int32 = 200
    /// How often jumps have been found to last, at first; and how much the last one counts.
    static let jumpsLastAtFirst: Float = 0.45
    static let jumpMemory: Float = 0.1
    static let shiftsLastAtFirst: Float = 0.6
    static let shiftMemory: Float = 0.5
}
