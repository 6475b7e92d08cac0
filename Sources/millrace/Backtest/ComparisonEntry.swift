import ForecastScoring
import PipelineSpec

/// A comparison with another pipeline, as JSON has it.
struct ComparisonEntry: Encodable {
    let pipeline: String
    let files: [String]
    let verdict: String
    /// −1 when the other's errors are smaller, 1 when they are larger, 0 when that is not certain.
    let direction: Int
    let overall: [AccuracyEntry]
    let differences: [Group]

    struct Group: Encodable {
        /// Left out for all series.
        let metric: String?
        let horizons: [Horizon]
    }

    struct Horizon: Encodable {
        /// Left out for all horizons together.
        let horizon: Int?
        let series: Int
        /// The other's MAE less ours, the mean over series in their unit; left out for series of several units.
        let absolute: Estimate?
        /// The other's MAE by ours, less 1, the geometric mean over series.
        let relative: Estimate
    }

    /// With an interval of 95 %.
    struct Estimate: Encodable {
        let value, low, high: Double

        init(_ estimate: ErrorDifference.Estimate) {
            (value, low, high) = (estimate.value, estimate.low, estimate.high)
        }
    }

    init(_ comparison: BacktestComparison) {
        pipeline = comparison.other.spec.name
        files = comparison.other.paths
        verdict = comparison.verdict
        direction = comparison.total?.direction ?? 0
        overall = AccuracyEntry.all(of: comparison.other.overall)
        differences = comparison.groups.map { group in
            Group(
                metric: group.metric,
                horizons: group.differences.map { difference in
                    Horizon(
                        horizon: difference.horizon, series: difference.series,
                        absolute: group.ours.sharesUnit ? Estimate(difference.absolute) : nil,
                        relative: Estimate(difference.relative))
                })
        }
    }
}
