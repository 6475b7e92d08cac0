/// Sums over the targets of one series at one horizon, and what follows from them.
package struct HorizonScores: Equatable, Sendable {
    /// Targets that were scored.
    package private(set) var count = 0
    private var absolute = 0.0
    private var squared = 0.0
    private var persistence = 0.0
    private var ewma = 0.0
    /// Targets for which there was a seasonal naive forecast, with both errors of those.
    private var seasonalCount = 0
    private var seasonal = 0.0
    private var absoluteBesideSeasonal = 0.0
    /// In the order of the series' levels.
    private var levels: [LevelScores]

    init(levelCount: Int) { levels = Array(repeating: LevelScores(), count: levelCount) }

    /// One target, as differences from the observation the forecast was issued from.
    ///
    /// - Parameter seasonal: NaN when there was none.
    mutating func add(actual: Double, mean: Double, ewma ewmaForecast: Double, seasonal seasonalForecast: Double) {
        let error = actual - mean
        count += 1
        absolute += abs(error)
        squared += error * error
        persistence += abs(actual)
        ewma += abs(actual - ewmaForecast)
        guard !seasonalForecast.isNaN else { return }
        seasonalCount += 1
        seasonal += abs(actual - seasonalForecast)
        absoluteBesideSeasonal += abs(error)
    }

    mutating func add(level: Int, at index: Int, actual: Double, lower: Double, upper: Double) {
        levels[index].add(level: level, actual: actual, lower: lower, upper: upper)
    }

    static func += (left: inout HorizonScores, right: HorizonScores) {
        left.count += right.count
        left.absolute += right.absolute
        left.squared += right.squared
        left.persistence += right.persistence
        left.ewma += right.ewma
        left.seasonalCount += right.seasonalCount
        left.seasonal += right.seasonal
        left.absoluteBesideSeasonal += right.absoluteBesideSeasonal
        for index in left.levels.indices { left.levels[index] += right.levels[index] }
    }

    /// Mean absolute error, in the series' unit; nil before the first target, as all that follows.
    package var mae: Double? { mean(of: absolute) }
    /// Root of the mean squared error, in the series' unit.
    package var rmse: Double? { mean(of: squared)?.squareRoot() }
    /// Mean absolute error of the forecast that nothing changes, in the series' unit.
    package var persistenceMAE: Double? { mean(of: persistence) }
    /// MAE by that of persistence: below 1 is better. Nil where persistence made no error.
    package var ratioToPersistence: Double? { Self.ratio(absolute, persistence) }
    /// MAE by that of the mean of the past, weighted down by e each four observations.
    package var ratioToEWMA: Double? { Self.ratio(absolute, ewma) }
    /// MAE by that of the value one season before, over the targets for which there was one.
    package var ratioToSeasonal: Double? { seasonalCount > 0 ? Self.ratio(absoluteBesideSeasonal, seasonal) : nil }

    /// The share of targets inside the interval of a level, by its place in the series' levels.
    package func coverage(_ level: Int) -> Double? { mean(of: Double(levels[level].inside)) }
    /// Mean width of an interval, in the series' unit.
    package func width(_ level: Int) -> Double? { mean(of: levels[level].width) }
    /// Mean pinball loss of an interval, in the series' unit.
    package func pinball(_ level: Int) -> Double? { mean(of: levels[level].pinball) }
    /// The same by persistence's MAE, so that series of different units compare.
    package func relativeWidth(_ level: Int) -> Double? { Self.ratio(levels[level].width, persistence) }
    package func relativePinball(_ level: Int) -> Double? { Self.ratio(levels[level].pinball, persistence) }

    private func mean(of sum: Double) -> Double? { count > 0 ? sum / Double(count) : nil }

    private static func ratio(_ above: Double, _ below: Double) -> Double? {
        let ratio = above / below
        return below > 0 && ratio.isFinite ? ratio : nil
    }
}
