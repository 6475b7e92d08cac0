/// Constants of learning, the same for every series. How sensitive the accuracy is to each is in the documentation.
enum Learning {
    /// Prior variance of the readout's weights, and of its constant's.
    static let priorVariance: Float = 0.1
    static let biasVariance: Float = 0.01
    /// Forgetting of the readout: about the last 2,000 observations count.
    static let forgetting: Float = 0.9995
    /// Strength of the ridge that keeps weights from growing along directions that are never seen.
    static let ridge: Float = 0.1
    /// Errors count up to this many times their running size.
    static let errorLimit: Float = 5
    /// Targets count up to this many scales.
    static let targetLimit: Float = 1e6
    /// Observations after the first that moved, before origins are learned from: until then the scale is not known.
    static let movingBeforeLearning: Int32 = 10
    /// Discount of the experts' regrets.
    static let regretDiscount: Float = 0.998
    /// What speaks for persistence by itself: prices cannot be beaten, and noise must not try.
    static let persistenceHandicap: Float = 0.03
    /// The mixture's error counts in the experts' regrets up to so many times the readout's running error.
    static let mixtureErrorLimit: Float = 1.5
    /// The least share of an expert is a quarter of this.
    static let exploration: Float = 0.01
    /// Step of the tracked quantiles.
    static let quantileStep: Float = 0.015
    /// Levels of the tracked quantiles, and where they start: those of a normal distribution.
    static let quantileLevels: (Float, Float, Float, Float) = (0.025, 0.1, 0.9, 0.975)
    static let firstQuantiles: [Float] = [-1.96, -1.2816, 1.2816, 1.96]
    /// How much of its width the envelope gives way to each observation.
    static let envelopeFading = 1e-3
}
