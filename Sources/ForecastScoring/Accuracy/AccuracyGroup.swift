import TimeSeries

/// The series of one metric and model, or all of a pipeline, and how good their forecasts were at each horizon.
package struct AccuracyGroup: Sendable {
    /// The metric; nil for all series.
    package let metric: String?
    /// The model, where several forecast the metric.
    package let model: String?
    package let series: [SeriesScores]
    /// Whether all its series are of one metric, so that errors in its unit can be averaged.
    package let sharesUnit: Bool

    /// H of the series that looks furthest.
    package var horizon: Int { series.map(\.horizons.count).max() ?? 0 }

    /// - Parameter horizon: nil for all together.
    package func accuracy(at horizon: Int?, minimum: Int = Accuracy.minimum) -> Accuracy {
        Accuracy(of: series, at: horizon, sharesUnit: sharesUnit, minimum: minimum)
    }

    /// All series.
    package static func overall(_ series: [SeriesScores]) -> AccuracyGroup {
        AccuracyGroup(
            metric: nil, model: nil, series: series, sharesUnit: Set(series.map(\.identity.metric)).count == 1)
    }

    /// The series by metric, and by model where several forecast it, in the order of these names.
    package static func byMetric(_ series: [SeriesScores]) -> [AccuracyGroup] {
        let metrics = Dictionary(grouping: series) { $0.identity.metric }
        return metrics.sorted { $0.key < $1.key }.flatMap { metric, members in
            let models = Dictionary(grouping: members) { $0.identity.model }
            return models.sorted { $0.key < $1.key }.map { model, members in
                AccuracyGroup(
                    metric: metric, model: models.count > 1 ? model : nil, series: members, sharesUnit: true)
            }
        }
    }
}
