import TimeSeries

/// The newest observations of one series, as many as a season needs, in order of time.
struct ObservationHistory {
    private let span: Int64
    private let limit: Int
    private var times: [Int64] = []
    private var values: [Double] = []
    private var head = 0

    /// - Parameters:
    ///   - span: how far back values are asked for, in microseconds.
    ///   - limit: the most observations that are kept.
    init(span: Int64, limit: Int) {
        self.span = span
        self.limit = limit
    }

    /// - Precondition: `time` is after that of the observation before.
    mutating func append(_ time: Int64, _ value: Double) {
        times.append(time)
        values.append(value)
        // The observation before the span is kept: it may be a neighbour of the first moment in it.
        while times.count - head > limit || (times.count - head > 2 && times[head + 1] < time - span) { head += 1 }
        guard head > 64, head * 2 > times.count else { return }
        times.removeFirst(head)
        values.removeFirst(head)
        head = 0
    }

    /// The value at a moment: that observed then, or on the line between its neighbours where these are at most `gap` apart.
    ///
    /// - Complexity: O(log kept observations).
    func value(at time: Int64, gap: Int64) -> Double? {
        var (low, high) = (head, times.count)
        while low < high {
            let middle = (low + high) / 2
            if times[middle] < time { low = middle + 1 } else { high = middle }
        }
        guard low < times.count else { return nil }
        if times[low] == time { return values[low] }
        guard low > head else { return nil }
        return Interpolation.value(
            at: time, from: (times[low - 1], values[low - 1]), to: (times[low], values[low]), gap: gap)
    }
}
