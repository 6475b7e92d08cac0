/// The observations of one key, in order of time, one for each moment.
struct RecordedSeries: Sendable {
    let key: String
    /// In microseconds since 1970.
    var times: [Int64] = []
    var values: [Double] = []

    /// The median of the first 200 differences, in microseconds.
    var step: Int64 {
        let differences = zip(times, times.dropFirst()).prefix(200).map { $1 - $0 }.sorted()
        return differences.isEmpty ? 1 : differences[differences.count / 2]
    }

    /// Whether every difference is the step.
    var isRegular: Bool {
        let step = step
        return zip(times, times.dropFirst()).allSatisfy { $1 - $0 == step }
    }

    /// Takes an observation, unless it is at the time of the newest one, or older.
    mutating func append(_ value: Double, at time: Int64) {
        if let newest = times.last, time <= newest { return }
        times.append(time)
        values.append(value)
    }

    /// The first observations.
    func prefix(_ count: Int) -> RecordedSeries {
        RecordedSeries(key: key, times: Array(times.prefix(count)), values: Array(values.prefix(count)))
    }

    /// The observations at some indices, in ascending order.
    func rows(_ indices: [Int]) -> RecordedSeries {
        RecordedSeries(key: key, times: indices.map { times[$0] }, values: indices.map { values[$0] })
    }

    /// The deviation of the first `count` values from their mean; 1 where they are all the same.
    func deviation(ofFirst count: Int) -> Double {
        let first = values.prefix(count)
        let mean = first.reduce(0, +) / Double(first.count)
        let variance = first.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(first.count)
        return variance > 0 ? variance.squareRoot() : 1
    }
}
