extension Kind where Value == Double {
    /// A number that is more than nothing.
    static var positive: Kind {
        let schema = SchemaValue.object([("type", .text("number")), ("exclusiveMinimum", .integer(0))])
        return scalar(Shape(schema: schema, words: "a number above 0")) { text in
            number(text).flatMap { $0 > 0 ? $0 : nil }
        }
    }

    /// A share in percent, as a fraction of one.
    static var percentage: Kind {
        let pattern = "^[0-9]+(\\.[0-9]+)?%$"
        return scalar(
            Shape(
                schema: .object([("type", .text("string")), ("pattern", .text(pattern))]),
                words: "a share like 5%, above 0% and at most 1000%")
        ) { text in
            guard text.wholeMatch(of: /[0-9]+(\.[0-9]+)?%/) != nil, let percent = Double(text.dropLast()) else {
                return nil
            }
            return percent > 0 && percent <= 1_000 ? percent / 100 : nil
        }
    }

    /// A finite number as JSON and YAML write it; nothing that only Swift reads.
    static func number(_ text: String) -> Double? {
        guard text.wholeMatch(of: /[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?/) != nil else { return nil }
        return Double(text).flatMap { $0.isFinite ? $0 : nil }
    }
}

extension Kind where Value == Int64 {
    /// Microseconds between two durations, both allowed.
    static func duration(from least: String, to most: String) -> Kind {
        let (low, high) = (DurationText.parse(least) ?? 0, DurationText.parse(most) ?? .max)
        return duration.map("a duration from \(least) to \(most)") { low <= $0 && $0 <= high ? $0 : nil }
    }
}
