/// The absolute errors of each forecast of a series, in the series' unit, for a comparison forecast by forecast.
package struct ErrorTrace: Equatable, Sendable {
    /// The horizons that are kept; behind them stands the mean over all horizons.
    package let horizons: [Int]
    private let lastHorizon: Int
    /// Origins in microseconds, ascending.
    package private(set) var origins: [Int64] = []
    private var errors: [Float] = []
    private var sums: [Double] = []
    private var counts: [Int32] = []

    init(horizon: Int) {
        horizons = ScoringSettings.shownHorizons(upTo: horizon)
        lastHorizon = horizon
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

    /// The error of a forecast in one column: a place in ``horizons``, or its end for the mean over all horizons.
    ///
    /// - Returns: nil when the target was not scored, for the mean when any was not.
    package func error(of place: Int, column: Int) -> Double? {
        if column == horizons.count {
            return counts[place] == Int32(lastHorizon) ? sums[place] / Double(lastHorizon) : nil
        }
        let error = errors[place * horizons.count + column]
        return error.isNaN ? nil : Double(error)
    }
}
