/// The newest values of a series: plain bytes, all zero before the first.
struct RecentValues {
    static let limit = 16

    private var values: InlineArray<16, Double>
    /// How many there have been.
    private var count: Int64

    mutating func append(_ value: Double) {
        values[Int(count % Int64(Self.limit))] = value
        count += 1
    }

    /// Oldest first.
    var all: [Double] {
        (max(0, count - Int64(Self.limit))..<count).map { values[Int($0 % Int64(Self.limit))] }
    }
}
