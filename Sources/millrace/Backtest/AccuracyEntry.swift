import ForecastScoring

/// The accuracy of several series at one horizon, as JSON has it.
struct AccuracyEntry: Encodable {
    /// Left out for all horizons together.
    let horizon: Int?
    let series, targets: Int
    let mae, rmse, mase, ratioPersistence, ratioSeasonal, ratioEwma: Double?
    /// By level.
    let coverage, width, pinball: [String: Double]

    init(_ accuracy: Accuracy) {
        horizon = accuracy.horizon
        (series, targets) = (accuracy.series, accuracy.targets)
        (mae, rmse, mase) = (accuracy.mae, accuracy.rmse, accuracy.mase)
        ratioPersistence = accuracy.ratioToPersistence
        ratioSeasonal = accuracy.ratioToSeasonal
        ratioEwma = accuracy.ratioToEWMA
        func byLevel(_ number: (Accuracy.Level) -> Double?) -> [String: Double] {
            Dictionary(accuracy.levels.compactMap { level in number(level).map { ("\(level.level)", $0) } }) { $1 }
        }
        coverage = byLevel(\.coverage)
        width = byLevel(\.width)
        pinball = byLevel(\.pinball)
    }

    /// Each horizon, then all together.
    static func all(of group: AccuracyGroup) -> [AccuracyEntry] {
        ((1...max(group.horizon, 1)).map { Optional($0) } + [nil]).map { AccuracyEntry(group.accuracy(at: $0)) }
    }
}
