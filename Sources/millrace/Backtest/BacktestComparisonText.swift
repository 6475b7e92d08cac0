import ForecastScoring

/// A comparison for people, in a terminal or on a page.
struct BacktestComparisonText {
    let comparison: BacktestComparison

    var blocks: [String] {
        [heading] + comparison.groups.map { "\(title($0))\n\(table($0).text)" } + [comparison.verdict]
    }

    var heading: String {
        let paths = [comparison.ours, comparison.other].map { $0.paths.joined(separator: " ") }
        let leftOut = comparison.seriesLeftOut.map { "\n\($0)" } ?? ""
        return """
            A is \(paths[0]), B is \(paths[1]).
            B − A is the difference of their mean absolute errors over the forecasts that both issued; in percent of A it is
            a geometric mean over series. Intervals of 95 %: a bootstrap over series and blocks of forecasts. MASE and coverage
            are over all forecasts that each issued for these series.\(leftOut)
            """
    }

    func title(_ group: BacktestComparison.Group) -> String {
        group.metric ?? (comparison.groups.count > 1 ? "all metrics" : "A beside B")
    }

    func table(_ group: BacktestComparison.Group) -> Table {
        let levels = Set(group.ours.series.flatMap(\.levels)).sorted()
        var header = ["HORIZON"]
        if group.ours.sharesUnit { header += ["MAE A", "MAE B", "B − A", "95 % INTERVAL"] }
        header += ["IN %", "95 % INTERVAL", "MASE A", "B"] + levels.flatMap { ["COVER\($0) A", "B"] }
        return Table(
            header: header, rows: group.differences.map { row($0, group, levels) }, rightAligned: Set(header.indices))
    }

    private func row(_ difference: ErrorDifference, _ group: BacktestComparison.Group, _ levels: [Int]) -> [String] {
        let sides = [group.ours, group.others].map { $0.accuracy(at: difference.horizon) }
        func both(_ number: (Accuracy) -> Double?) -> [String] { sides.map { Figures.ratio(number($0)) } }
        func cells(_ estimate: ErrorDifference.Estimate, _ format: (Double) -> String) -> [String] {
            [format(estimate.value), "\(format(estimate.low)) … \(format(estimate.high))"]
        }
        var row = [AccuracyTable.label(difference.horizon, group.ours)]
        if group.ours.sharesUnit {
            row += [difference.ours, difference.others].map { Figures.figure($0) }
            row += cells(difference.absolute, Figures.figure)
        }
        row += cells(difference.relative, Figures.signedPercent) + both(\.mase)
        for level in levels { row += both { $0.level(level)?.coverage } }
        return row
    }
}
