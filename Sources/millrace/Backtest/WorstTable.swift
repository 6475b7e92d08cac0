import ForecastScoring
import TimeSeries

/// Series with their numbers over all horizons.
struct WorstTable {
    let series: [SeriesScores]

    static let fixedHeader = ["KEY", "METRIC", "/PERSIST", "MASE"]

    var header: [String] { Self.fixedHeader + levels.map { "COVER\($0)" } + ["TARGETS"] }

    var rows: [[String]] {
        series.map { series in
            let sums = series.scores(at: nil)
            let coverage = levels.map { level in
                Figures.ratio(series.levels.firstIndex(of: level).flatMap { sums?.coverage($0) })
            }
            return [
                series.identity.key, series.identity.metric, Figures.ratio(sums?.ratioToPersistence),
                Figures.ratio(series.mase(at: nil)),
            ] + coverage + [Figures.count(Int64(sums?.count ?? 0))]
        }
    }

    var text: String {
        series.isEmpty
            ? "none: persistence makes no error"
            : Table(
                header: header, rows: rows, rightAligned: Set(2..<header.count)
            ).text
    }

    private var levels: [Int] { Set(series.flatMap(\.levels)).sorted() }
}
