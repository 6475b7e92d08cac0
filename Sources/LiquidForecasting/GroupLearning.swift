/// Constants of what the series of a group learn from each other, the same for every group.
enum GroupLearning {
    /// Observations after which a series first tells its group what it knows, and from each time to the next.
    static let mature: Int64 = 100
    static let period: Int64 = 400
    /// How often a group must have been told before new series start from it.
    static let leastContributions: Int32 = 3
    /// The least share of one contribution in the averages: about the last 50 count.
    static let leastShare: Float = 0.02
    /// Two steps are alike when their ratio is in here.
    static let alike = 0.9...1.1

    /// A new series believes the sizes and quantiles of its group's errors as it would so many lessons of its own, and what
    /// is said of the experts as so many.
    static let lessons: Float = 10
    static let regretLessons: Float = 200
    /// The share that is left of the variance of the readout's weights: they are nearly known.
    static let varianceShare: Float = 0.1

    /// Averages are limited, whatever a series has seen: sizes of errors in scales, errors in units of their size, weights,
    /// and regrets in squared scales. Larger weights help hardly a group's own kind, but harm what is unlike it: with the
    /// full covariance they are unlearned slowly.
    static let sizeLimit: Float = 100
    static let quantileLimit: Float = 20
    static let weightLimit: Float = 1
    static let regretLimit: Float = 1e4
}
