import Glibc

/// The normal distribution, for constants.
enum NormalDeviation {
    /// How many deviations from the mean a share of all lies within.
    ///
    /// - Parameter percent: 1…99.
    static func within(percent: Int) -> Double {
        var (low, high) = (0.0, 4.0)
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if erf(middle / 2.0.squareRoot()) * 100 < Double(percent) { low = middle } else { high = middle }
        }
        return high
    }
}
