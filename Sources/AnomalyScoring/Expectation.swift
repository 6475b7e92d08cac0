/// What was expected of an observation, and the bounds within which it was.
package struct Expectation: Equatable, Sendable {
    package var mean: Double
    package var lower: Double
    package var upper: Double

    package init(mean: Double, lower: Double, upper: Double) {
        self.mean = mean
        self.lower = lower
        self.upper = upper
    }
}
