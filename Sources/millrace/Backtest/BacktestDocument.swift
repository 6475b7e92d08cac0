import ForecastScoring
import PipelineSpec
import Foundation
import StreamRuntime
import TimeSeries

/// A backtest as one JSON document. Shares are from 0 to 1; a number that is not defined is left out.
struct BacktestDocument: Encodable {
    let pipeline: String
    let files: [String]
    let input: String
    /// Event times of the first and last observation.
    let from: String?
    let to: String?
    let skip: Int
    let values: Values
    let seconds: Double
    let valuesPerSecond: Int64
    let overall: [AccuracyEntry]
    let metrics: [Metric]
    let series: [SeriesEntry]
    let worstByRatio: [Name]
    let worstByCoverage: [Name]
    let gate: [Gate]?
    let against: ComparisonEntry?

    struct Values: Encodable {
        let received, forecast, warming: Int64
        /// By reason.
        let notUsed: [String: Int64]
        let targetsInGaps: Int
        let forecastsNotFollowed: Int
    }

    struct Metric: Encodable {
        let metric: String
        let model: String?
        let accuracy: [AccuracyEntry]
    }

    struct Name: Encodable {
        let key, metric, model: String

        init(_ series: SeriesScores) {
            (key, metric, model) = (series.identity.key, series.identity.metric, series.identity.model)
        }
    }

    struct Gate: Encodable {
        let condition: String
        let value: Double?
        let passed: Bool
    }

    init(_ backtest: Backtest) {
        let outcome = backtest.outcome
        pipeline = outcome.spec.name
        files = outcome.paths
        input = outcome.origin
        from = outcome.range?.lowerBound.rfc3339
        to = outcome.range?.upperBound.rfc3339
        skip = outcome.skip
        let tally = outcome.status.tally
        values = Values(
            received: tally.received, forecast: tally[.forecast], warming: tally[.warming],
            notUsed: Dictionary(outcome.notUsed.map { ($0.reason, $0.count) }) { $1 },
            targetsInGaps: outcome.series.reduce(0) { $0 + $1.targetsInGaps },
            forecastsNotFollowed: outcome.series.reduce(0) { $0 + $1.originsLeftOut })
        seconds = outcome.seconds
        valuesPerSecond = outcome.valuesPerSecond
        overall = AccuracyEntry.all(of: outcome.overall)
        metrics = outcome.groups.map {
            Metric(metric: $0.metric ?? "", model: $0.model, accuracy: AccuracyEntry.all(of: $0))
        }
        series = outcome.series.map { SeriesEntry($0) }
        worstByRatio = outcome.byRatio.prefix(backtest.worst).map { Name($0) }
        worstByCoverage = outcome.byCoverage.prefix(backtest.worst).map { Name($0) }
        gate =
            backtest.gates.isEmpty
            ? nil : backtest.gates.map { Gate(condition: $0.condition.text, value: $0.value, passed: $0.holds) }
        against = backtest.comparison.map { ComparisonEntry($0) }
    }

    var text: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.keyEncodingStrategy = .convertToSnakeCase
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }
}
