/// How often something at least as unusual comes in a series when nothing is wrong.
///
/// At most ten years. What is rarer by the arithmetic is beyond what anybody has seen of a series, so that it is only known
/// to be at least as rare: everywhere, in tables, JSON and words.
package struct ReturnPeriod: Comparable, Sendable {
    /// Ten years as whole days, as which PostgreSQL keeps them: so rare, or rarer.
    package static let longest = ReturnPeriod(microseconds: 3_652 * 86_400e6)

    package let microseconds: Double

    /// - Parameter microseconds: of whatever size; nil for what is not a number, or not above zero: then it is not known.
    package init?(of microseconds: Double) {
        guard microseconds > 0 else { return nil }
        self.microseconds = min(microseconds, Self.longest.microseconds)
    }

    private init(microseconds: Double) { self.microseconds = microseconds }

    package static func < (left: ReturnPeriod, right: ReturnPeriod) -> Bool { left.microseconds < right.microseconds }

    /// For people: `once in 34 days`, `less than once in 10 years`.
    package var words: String {
        self < .longest ? "once in \(SpanText.words(microseconds: microseconds))" : "less than once in 10 years"
    }
}
