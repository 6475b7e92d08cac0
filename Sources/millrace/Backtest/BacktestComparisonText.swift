import ForecastScoring

/// A comparison for people, in a terminal.
struct BacktestComparisonText {
    let comparison: BacktestComparison

    var blocks: [String] { [heading] + comparison.groups.map { table($0) } + [comparison.verdict] }

    private var heading: String {
        let paths = [comparison.ours, comparison.other].map { $0.paths.joined(separator: " ") }
        return """
            A is \(paths[0]), B is \(paths[1])
            B − A is the difference of their MAE over the forecasts that both issued, in percent of A (geometric mean over \
            series), with 95 % intervals of a bootstrap over series and blocks of forecasts.
            """
    }

    private func table(_ group: BacktestComparison.Group) -> String {
        let levels = Set(group.ours.series.flatMap(\.levels)).sorted()
        var header = ["HORIZON"]
        if group.ours.sharesUnit { header += ["MAE A", "MAE B"] }
        header += ["MASE A", "MASE B", "/PERSIST A", "/PERSIST B"]
        header += levels.flatMap { ["COVER\($0) A", "COVER\($0) B"] } + ["B − A", "95 % INTERVAL"]
        if group.ours.sharesUnit { header += ["B − A", "95 % INTERVAL"] }
        let rows = group.differences.map { difference -> [String] in
            let sides = [group.ours, group.others].map { $0.accuracy(at: difference.horizon) }
            func both(_ number: (Accuracy) -> Double?) -> [String] { sides.map { Figures.ratio(number($0)) } }
            var row = [AccuracyTable.label(difference.horizon, group.ours)]
            if group.ours.sharesUnit { row += sides.map { $0.mae.map { Figures.number($0) } ?? "-" } }
            row += both(\.mase) + both(\.ratioToPersistence)
            for level in levels { row += both { $0.level(level)?.coverage } }
            let (relative, absolute) = (difference.relative, difference.absolute)
            row += [Figures.signedPercent(relative.value)]
            row += ["\(Figures.signedPercent(relative.low)) … \(Figures.signedPercent(relative.high))"]
            if group.ours.sharesUnit {
                row += [Figures.number(absolute.value)]
                row += ["\(Figures.number(absolute.low)) … \(Figures.number(absolute.high))"]
            }
            return row
        }
        let title = group.metric ?? (comparison.groups.count > 1 ? "all metrics" : "A beside B")
        return "\(title)\n"
            + Table(header: header, rows: rows, rightAligned: Set(header.indices)).text
    }
}
