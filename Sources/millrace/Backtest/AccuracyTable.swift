import ForecastScoring
import TimeSeries

/// The accuracy of one group of series, a row a horizon.
struct AccuracyTable {
    let group: AccuracyGroup
    /// Besides these, a row for all horizons together.
    let horizons: [Int]

    var header: [String] { ["HORIZON"] + columns.map(\.title) }

    var rows: [[String]] {
        accuracies.map { row in [Self.label(row.horizon, group)] + columns.map { $0.cell(row) ?? "-" } }
    }

    var text: String { Table(header: header, rows: rows, rightAligned: Set(header.indices)).text }

    private var accuracies: [Accuracy] {
        (horizons.map { Optional($0) } + [nil]).map { group.accuracy(at: $0) }.filter { $0.series > 0 }
    }

    /// Those that have any number.
    private var columns: [Column] {
        let rows = accuracies
        return Self.columns(levels: Set(group.series.flatMap(\.levels)).sorted())
            .filter { column in rows.contains { column.cell($0) != nil } }
    }

    private struct Column {
        let title: String
        let cell: (Accuracy) -> String?

        init(_ title: String, _ number: @escaping (Accuracy) -> Double?, _ format: @escaping (Double) -> String) {
            self.title = title
            cell = { number($0).map(format) }
        }
    }

    private static func columns(levels: [Int]) -> [Column] {
        let ratio: (Double) -> String = { Figures.ratio($0) }
        return [
            Column("MAE", \.mae, Figures.figure), Column("RMSE", \.rmse, Figures.figure), Column("MASE", \.mase, ratio),
            Column("/PERSIST", \.ratioToPersistence, ratio), Column("/SEASON", \.ratioToSeasonal, ratio),
            Column("/EWMA", \.ratioToEWMA, ratio),
        ]
            + levels.map { level in Column("COVER\(level)", { $0.level(level)?.coverage }, ratio) }
            + levels.map { level in Column("WIDTH\(level)", { $0.level(level)?.width }, ratio) }
            + levels.map { level in Column("PINB\(level)", { $0.level(level)?.pinball }, ratio) }
    }

    /// A horizon, with the time it stands for where all series have one step.
    static func label(_ horizon: Int?, _ group: AccuracyGroup) -> String {
        guard let horizon else { return "all" }
        return group.step.map { "\(horizon) (\(Figures.roundedDuration($0 * Int64(horizon))))" } ?? "\(horizon)"
    }
}

extension AccuracyGroup {
    /// The step of all its series, in microseconds; nil where they differ, or where some count observations.
    var step: Int64? {
        let steps = Set(series.map(\.stepMicroseconds)).subtracting([0])
        return steps.count == 1 && !countsObservations ? steps.first : nil
    }

    /// Whether horizons of some of its series count observations.
    var countsObservations: Bool { series.contains { $0.counting == .observations } }

    /// The metric and model, as headings name them.
    var title: String { metric.map { $0 + (model.map { " by \($0)" } ?? "") } ?? "all metrics" }

    /// How many series there are, and what they have in common.
    var description: String {
        var parts = [series.count == 1 ? "1 series" : "\(Figures.count(Int64(series.count))) series"]
        let seasons = Set(series.map(\.seasonSteps))
        let others = countsObservations ? "horizons in observations" : "steps of their own"
        parts.append(step.map { "step \(Figures.roundedDuration($0))" } ?? others)
        if let season = seasons.first, let season, seasons.count == 1, let step {
            parts.append("season \(Figures.roundedDuration(season * step))")
        }
        return parts.joined(separator: ", ")
    }
}
