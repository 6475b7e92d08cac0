import ForecastScoring
import PipelineSpec
import StreamRuntime
import TimeSeries

/// What a backtest of one pipeline came to.
struct BacktestOutcome: Sendable {
    let spec: PipelineSpec
    let paths: [String]
    let status: RunStatus
    let seconds: Double
    /// Forecasts of each series that do not count.
    let skip: Int
    /// Whether only a range of a topic was read, by --from and --to.
    let isRange: Bool
    /// By metric, key and model.
    let series: [SeriesScores]

    var overall: AccuracyGroup { .overall(series) }
    var groups: [AccuracyGroup] { AccuracyGroup.byMetric(series) }

    /// H of the model that looks furthest.
    var horizon: Int { spec.models.map(\.forecaster.horizon).max() ?? 1 }

    var valuesPerSecond: Int64 { seconds > 0 ? Int64(Double(status.tally.received) / seconds) : 0 }

    /// Event times of the first and last observation.
    var range: ClosedRange<Timestamp>? {
        guard let first = series.compactMap(\.first).min(), let last = series.compactMap(\.last).max() else {
            return nil
        }
        return first...last
    }

    /// The files, topics or stream it read.
    var origin: String {
        spec.sources.map { source in
            switch source.kind {
            case .kafka(let kafka): kafka.topics.joined(separator: ", ")
            case .file(let file): file.path
            case .stdin: "standard input"
            }
        }.joined(separator: ", ")
    }

    /// Whether some metric is forecast by several models, so that a series' model has to be told.
    var tellsModels: Bool { groups.contains { $0.model != nil } }

    /// Values that were not forecast, by reason, most first.
    var notUsed: [(reason: String, count: Int64)] {
        var counts = status.refusals.mapValues(\.records)
        counts["filtered"] = status.tally[.filtered]
        return counts.filter { $0.value > 0 }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { (reason: $0.key, count: $0.value) }
    }

    /// Series with enough scored targets, over all horizons.
    private var counted: [(series: SeriesScores, sums: HorizonScores)] {
        series.compactMap { series in series.scores(at: nil).map { (series, $0) } }
            .filter { $0.1.count >= Accuracy.minimum }
    }

    /// Series by their ratio to persistence over all horizons, worst first.
    var byRatio: [SeriesScores] {
        counted.compactMap { series, sums in sums.ratioToPersistence.map { (series, $0) } }
            .sorted { $0.1 > $1.1 }.map(\.0)
    }

    /// Series by how far the coverage of any of their levels is from what it should be, worst first.
    var byCoverage: [SeriesScores] {
        counted.compactMap { series, sums in
            series.levels.indices.compactMap { index in
                sums.coverage(index).map { abs($0 - Double(series.levels[index]) / 100) }
            }.max().map { (series, $0) }
        }.sorted { $0.1 > $1.1 }.map(\.0)
    }

    /// What is to be done about values that came after newer ones of their series; empty where none did.
    private var disorder: String {
        let late = status.tally[.late]
        guard late > 0 else { return "" }
        let values = late == 1 ? "1 value was" : "\(Figures.count(late)) values were"
        return "; \(values) late, older than one of the same series before: sort the records by time"
    }

    /// Why nothing can be said; nil when there is something.
    var shortfall: String? {
        if status.tally.received == 0 {
            let range = "; --from and --to go by Kafka's timestamps of records, not event time"
            return "\(origin): there is nothing to read\(isRange ? range : "")"
        }
        if series.isEmpty {
            let reasons = notUsed.map { "\($0.reason) \(Figures.count($0.count))" }.joined(separator: ", ")
            return "\(origin): no value could be used: \(reasons)"
        }
        guard overall.accuracy(at: nil).series == 0 else { return nil }
        let longest = series.map(\.observations).max() ?? 0
        return """
            no series is long enough: the longest has \(Figures.count(Int64(longest))) observations, but those of the \
            warm-up, \(skip) skipped (--skip) and \(Accuracy.minimum) to score are needed\(disorder)
            """
    }
}
