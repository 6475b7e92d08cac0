/// A length of time in words for people.
package enum SpanText {
    private static let units: [(seconds: Double, name: String)] = [
        (365.25 * 86_400, "years"), (30 * 86_400, "months"), (86_400, "days"), (3_600, "hours"), (60, "minutes"),
    ]

    /// In the largest unit of which there are at least two, rounded: `34 days`, `90 seconds`. Days are told up to a hundred,
    /// since months are rough.
    ///
    /// - Parameter microseconds: 0 or more, and finite.
    package static func words(microseconds: Double) -> String {
        let seconds = microseconds / 1e6
        for unit in units where seconds >= 2 * unit.seconds && (unit.name != "months" || seconds >= 100 * 86_400) {
            return "\(Int((seconds / unit.seconds).rounded())) \(unit.name)"
        }
        let tenths = (seconds * 10).rounded() / 10
        if tenths == 1 { return "1 second" }
        return tenths == tenths.rounded() ? "\(Int(tenths)) seconds" : "\(tenths) seconds"
    }
}
