import ForecastScoring
import PipelineSpec
import StreamRuntime
import Synchronization
import TimeSeries

/// Scores forecasts in memory, in place of a pipeline's sinks.
final class ScoringSink: Sink {
    let name = "backtest"
    /// How the series of each model are scored.
    private let models: [String: ScoringSettings]
    private let finished = Mutex<[SeriesScores]>([])

    /// - Parameters:
    ///   - skip: forecasts of each series that do not count.
    ///   - isDrawn: whether what a report draws is kept.
    ///   - isCompared: whether what a comparison needs is kept.
    init(spec: PipelineSpec, skip: Int, isDrawn: Bool, isCompared: Bool) {
        models = Dictionary(
            spec.models.map { model in
                let horizon = model.forecaster.horizon
                let settings = ScoringSettings(
                    horizon: horizon, counting: model.forecaster.counting, levels: model.forecaster.intervals,
                    skip: skip,
                    seasonMicroseconds: model.forecaster.seasonsMicroseconds.min(),
                    drawnHorizon: isDrawn ? ScoringSettings.readableHorizon(upTo: horizon) : nil,
                    keepsErrors: isCompared)
                return (model.name, settings)
            }
        ) { first, _ in first }
    }

    /// The scores of all series of partitions that were let go, by metric, key and model.
    var series: [SeriesScores] {
        finished.withLock { $0 }.sorted { left, right in
            (left.identity.metric, left.identity.key, left.identity.model)
                < (right.identity.metric, right.identity.key, right.identity.model)
        }
    }

    func makeWriter() throws(ConnectorError) -> any SinkWriter { Writer(self) }

    private final class Writer: SinkWriter {
        private let sink: ScoringSink
        private var series: [PartitionID: [SeriesScorer]] = [:]

        init(_ sink: ScoringSink) { self.sink = sink }

        func progress(of partition: PartitionID, shouldGiveUp: () -> Bool) throws(ConnectorError) -> PartitionProgress?
        {
            nil
        }
        func begin(_ partition: PartitionID, at offset: Int64, shouldGiveUp: () -> Bool) throws(ConnectorError) {}

        func introduce(_ identities: [SeriesIdentity], firstNumber: Int, in partition: PartitionID) {
            series[partition, default: []] += identities.compactMap { identity in
                sink.models[identity.model].map { SeriesScorer(identity, $0) }
            }
        }

        func commit(_ epoch: Epoch, shouldGiveUp: () -> Bool) throws(ConnectorError) {
            let members = series[epoch.partition] ?? []
            // Each forecast follows from the observation that says so, in the same order.
            var forecasts = epoch.forecasts.makeIterator()
            for row in epoch.observations where row.disposition == .forecast || row.disposition == .warming {
                guard let number = row.series, let time = row.time else { continue }
                let scorer = members[Int(number.rawValue)]
                scorer.observe(time, row.value)
                guard row.disposition == .forecast, let forecast = forecasts.next() else { continue }
                scorer.issue(
                    IssuedForecast(
                        origin: forecast.origin, value: forecast.value, stepMicroseconds: forecast.stepMicroseconds,
                        means: epoch.forecastValues[forecast.means],
                        bounds: scorer.levels.indices.map { place in
                            (epoch.forecastValues[forecast.lower(place)], epoch.forecastValues[forecast.upper(place)])
                        }))
            }
        }

        func release(_ partition: PartitionID) {
            let scores = (series.removeValue(forKey: partition) ?? []).map(\.scores)
            sink.finished.withLock { $0 += scores }
        }

        func close(shouldGiveUp: () -> Bool) throws(ConnectorError) {}
    }
}
