/// The absolute errors of each forecast of a series, in the series' unit, for a comparison forecast by forecast.
package struct ErrorTrace: Equatable, Sendable {
    /// The horizons whose errors are kept one by one.
    package let horizons: [Int]
    /// Origins in microseconds, ascending.
    package private(set) var origins: [Int64] = []
    private var errors: [Float] = []
    private var sums: [Double] = []
    private var counts: [Int32] = []

    init(horizon: Int) {
        horizons = ScoringSettings.shownHorizons(upTo: horizon)
    }

    /// - Returns: the forecast's place.
    mutating func append(origin: Int64) -> Int {
        origins.append(origin)
        errors.append(contentsOf: repeatElement(.nan, count: horizons.count))
        sums.append(0)
        counts.append(0)
        return origins.count - 1
    }

    mutating func set(_ error: Double, horizon: Int, of place: Int) {
        sums[place] += error
        counts[place] += 1
        if let column = horizons.firstIndex(of: horizon) { errors[place * horizons.count + column] = Float(error) }
    }

    /// The error of a forecast at a place in ``horizons``; nil when its target was not scored.
    package func error(of place: Int, column: Int) -> Double? {
        let error = errors[place * horizons.count + column]
        return error.isNaN ? nil : Double(error)
    }

    /// The sum of a forecast's errors over all horizons, and how many of its targets were scored.
    package func total(of place: Int) -> (sum: Double, count: Int) { (sums[place], Int(counts[place])) }
}
