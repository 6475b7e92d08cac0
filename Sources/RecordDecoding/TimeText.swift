import TimeSeries

/// Event times as records write them.
enum TimeText {
    /// 1900-01-01T00:00:00Z.
    static let earliest = Timestamp(microseconds: -2_208_988_800_000_000)
    /// 2200-01-01T00:00:00Z.
    static let latest = Timestamp(microseconds: 7_258_118_400_000_000)

    /// The time in a field. What lies far outside any calendar comes as the nearest representable moment.
    static func read(_ field: Field, _ schema: RecordSchema) throws(Refusal) -> Timestamp {
        let name = schema.timeField
        switch field {
        case .absent, .null: throw Refusal(.timeMissing, "the time field \(name) is missing")
        case .text(let text) where schema.timeUnit == .rfc3339:
            guard let time = Timestamp(rfc3339: text) else {
                throw Refusal(.timeInvalid, "the time field \(name) is not like 2026-01-31T12:00:00Z")
            }
            return time
        case .text(let text) where schema.format == .csv:
            guard let number = NumberText.parse(text), !number.isNaN else {
                throw Refusal(.timeInvalid, "the time field \(name) is not a number of \(schema.timeUnit.rawValue)")
            }
            // A double holds every microsecond of these centuries exactly, but not every nanosecond.
            return moment(number, schema.timeUnit)
        case .integer(let count) where schema.timeUnit != .rfc3339: return moment(count, schema.timeUnit)
        case .number(let count) where schema.timeUnit != .rfc3339: return moment(count, schema.timeUnit)
        case let other:
            let wanted = schema.timeUnit == .rfc3339 ? "a text" : "a number"
            throw Refusal(.timeInvalid, "the time field \(name) is \(other.kind), not \(wanted)")
        }
    }

    private static func moment(_ count: Int64, _ unit: RecordSchema.TimeUnit) -> Timestamp {
        if unit == .nanoseconds { return Timestamp(microseconds: count.floorDivided(by: 1_000)) }
        let (product, overflow) = count.multipliedReportingOverflow(by: Int64(microseconds(in: unit)))
        return Timestamp(microseconds: overflow ? (count < 0 ? .min : .max) : product)
    }

    private static func moment(_ count: Double, _ unit: RecordSchema.TimeUnit) -> Timestamp {
        if let whole = Int64(exactly: count) { return moment(whole, unit) }
        let product = (count * microseconds(in: unit)).rounded()
        return Timestamp(microseconds: Int64(exactly: product) ?? (count < 0 ? .min : .max))
    }

    private static func microseconds(in unit: RecordSchema.TimeUnit) -> Double {
        switch unit {
        case .seconds: 1e6
        case .milliseconds: 1e3
        case .microseconds, .rfc3339: 1
        case .nanoseconds: 1e-3
        }
    }
}
