import AnomalyScoring
import LiquidForecasting
import RecordDecoding
import SeriesTransforms
import TimeSeries

/// The pipeline that is measured: one value a record, a model of horizon 12 that looks for anomalies.
enum BenchedSource {
    static let partition = PartitionID(source: "s", topic: "t", partition: 0)
    private static let horizon = 12
    private static let step: Int64 = 60_000

    static func made(series: Int) -> ForecastedSource {
        let model = ForecastModel(
            name: "m",
            forecaster: LiquidForecaster(ForecasterSettings(horizon: horizon, stepMicroseconds: step * 1_000)),
            detector: AnomalyDetector(
                DetectorSettings(
                    horizon: horizon, severities: [(.warning, .observations(1e6)), (.critical, .observations(1e8))])))
        return ForecastedSource(
            pipeline: "bench",
            schema: RecordSchema(
                format: .json, key: ["k"], timeField: "t", values: [.init(field: "v", name: "v", optional: false)]),
            models: [model], lanes: [Lane(value: 0, model: 0)], maxSeries: series)
    }

    /// The record of a series' observation, counted from 0.
    static func record(of series: Int, round: Int) -> String {
        let value = series % 100 + round * round % 17
        return "{\"k\":\"cell-\(series)\",\"t\":\(step * Int64(round + 1)),\"v\":\(value)}"
    }
}
