/// The forecasts of one series that have targets ahead of them: a ring of bounded size.
///
/// A forecast's numbers are kept as single-precision differences from its origin's value: its means, then for each level
/// the lower and the upper bounds, then the seasonal naive forecasts, H numbers each.
struct PendingForecasts {
    /// What is kept beside the numbers.
    struct Entry {
        var value: Double
        var step: Int64
        /// The horizon that is scored next, from 1.
        var horizon = 1
        /// The moment it is about.
        var target: Int64
        /// The mean of the past as of the origin, less the origin's value.
        var ewma: Float
        /// Where the forecast's errors are kept.
        var trace: Int
    }

    private let stride: Int
    private let limit: Int
    private var entries: [Entry] = []
    private var numbers: [Float] = []
    private var head = 0
    private(set) var count = 0

    /// - Parameters:
    ///   - stride: numbers in a forecast.
    ///   - limit: the most forecasts that wait.
    init(stride: Int, limit: Int) {
        self.stride = stride
        self.limit = limit
    }

    var isFull: Bool { count == limit }

    subscript(index: Int) -> Entry {
        get { entries[slot(index)] }
        set { entries[slot(index)] = newValue }
    }

    /// A number of the forecast that is so many places behind the oldest.
    func number(_ place: Int, of index: Int) -> Double { Double(numbers[slot(index) * stride + place]) }

    /// Adds a forecast, whose numbers are to be written next.
    ///
    /// - Precondition: the ring is not full.
    mutating func append(_ entry: Entry) {
        precondition(!isFull)
        if count == entries.count { grow(with: entry) }
        entries[slot(count)] = entry
        count += 1
    }

    /// Writes a number of the newest forecast.
    mutating func set(_ place: Int, to number: Float) { numbers[slot(count - 1) * stride + place] = number }

    /// Drops the oldest forecast.
    mutating func removeFirst() {
        head = slot(1)
        count -= 1
    }

    private func slot(_ index: Int) -> Int {
        let slot = head + index
        return slot < entries.count ? slot : slot - entries.count
    }

    private mutating func grow(with entry: Entry) {
        let size = min(max(4, 2 * count), limit)
        entries = Array(entries[head...] + entries[..<head])
        numbers = Array(numbers[(head * stride)...] + numbers[..<(head * stride)])
        entries.append(contentsOf: repeatElement(entry, count: size - entries.count))
        numbers.append(contentsOf: repeatElement(0, count: size * stride - numbers.count))
        head = 0
    }
}
