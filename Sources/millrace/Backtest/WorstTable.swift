import ForecastScoring
import TimeSeries

/// Series with their numbers over all horizons.
struct WorstTable {
    let series: [SeriesScores]
    /// Whether their models are told.
    let tellsModels: Bool

    var header: [String] { names + ["/PERSIST", "MASE"] + levels.map { "COVER\($0)" } + ["TARGETS"] }

    /// The columns of numbers.
    var numeric: Set<Int> { Set(names.count..<header.count) }

    private var names: [String] { ["KEY", "METRIC"] + (tellsModels ? ["MODEL"] : []) }

    var rows: [[String]] { series.map(row) }

    var text: String {
        guard !series.isEmpty else { return "none: persistence makes no error" }
        return Table(header: header, rows: rows, rightAligned: numeric).text
    }

    private func row(_ series: SeriesScores) -> [String] {
        let identity = series.identity
        let sums = series.scores(at: nil)
        var row = [identity.key, identity.metric] + (tellsModels ? [identity.model] : [])
        row += [Figures.ratio(sums?.ratioToPersistence), Figures.ratio(series.mase(at: nil))]
        row += levels.map { level in
            Figures.ratio(series.levels.firstIndex(of: level).flatMap { sums?.coverage($0) })
        }
        return row + [Figures.count(Int64(sums?.count ?? 0))]
    }

    private var levels: [Int] { Set(series.flatMap(\.levels)).sorted() }
}
