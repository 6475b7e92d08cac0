import ForecastScoring
import TimeSeries

/// The scores of one series, as JSON has them.
struct SeriesEntry: Encodable {
    let key, metric, model: String
    let labels: [String: String]
    /// In seconds.
    let step: Double
    let seasonSteps: Int64?
    let observations, forecasts, origins, targetsInGaps: Int
    /// The mean absolute difference of neighbouring observations, by which MASE divides.
    let scale: Double?
    let horizons: [Horizon]

    struct Horizon: Encodable {
        /// Left out for all horizons together.
        let horizon: Int?
        let targets: Int
        let mae, rmse, mase, persistenceMae, ratioPersistence, ratioSeasonal, ratioEwma: Double?
        /// By level, in the series' unit.
        let coverage, width, pinball: [String: Double]
    }

    init(_ series: SeriesScores) {
        (key, metric, model) = (series.identity.key, series.identity.metric, series.identity.model)
        labels = Dictionary(series.identity.labels.map { ($0.name, $0.value) }) { $1 }
        step = Double(series.stepMicroseconds) / 1e6
        seasonSteps = series.seasonSteps
        (observations, forecasts, origins) = (series.observations, series.forecasts, series.origins)
        targetsInGaps = series.targetsInGaps
        scale = series.scale
        horizons = (series.horizons.indices.map { Optional($0 + 1) } + [nil]).compactMap { horizon in
            series.scores(at: horizon).map { sums in
                func byLevel(_ number: (Int) -> Double?) -> [String: Double] {
                    Dictionary(
                        series.levels.indices.compactMap { index in
                            number(index).map { ("\(series.levels[index])", $0) }
                        }
                    ) { $1 }
                }
                return Horizon(
                    horizon: horizon, targets: sums.count, mae: sums.mae, rmse: sums.rmse,
                    mase: series.mase(at: horizon),
                    persistenceMae: sums.persistenceMAE, ratioPersistence: sums.ratioToPersistence,
                    ratioSeasonal: sums.ratioToSeasonal, ratioEwma: sums.ratioToEWMA,
                    coverage: byLevel(sums.coverage), width: byLevel(sums.width), pinball: byLevel(sums.pinball))
            }
        }
    }
}
