/// Durations as pipeline files write them.
package enum DurationText {
    private static let units: [String: Int64] = [
        "us": 1, "ms": 1_000, "s": 1_000_000, "m": 60_000_000, "h": 3_600_000_000, "d": 86_400_000_000,
    ]

    /// The microseconds of a text such as `1h30m`; nil when it is none, is zero, or is longer than 10,000 years.
    package static func parse(_ text: String) -> Int64? {
        var total: Int64 = 0
        var rest = text[...]
        while let match = rest.prefixMatch(of: /([0-9]+)(us|ms|s|m|h|d)/) {
            guard let count = Int64(match.1), let unit = units[String(match.2)] else { return nil }
            let (part, tooLong) = count.multipliedReportingOverflow(by: unit)
            let (sum, overflow) = total.addingReportingOverflow(part)
            guard !tooLong, !overflow else { return nil }
            total = sum
            rest = rest[match.range.upperBound...]
        }
        return rest.isEmpty && total > 0 && total <= 3_652_500 * 86_400_000_000 ? total : nil
    }
}
