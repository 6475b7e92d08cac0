import LiquidForecasting

/// Daily exchange rates, where nobody is known to beat persistence, and many do worse.
enum ExchangeRates {
    private static let name = "exchange_rate"

    static func table(_ outcomes: [SetOutcome]) -> ReportTable {
        var table = ReportTable(
            name: "exchange_rate", title: "Exchange rates",
            note:
                "MAE averaged over steps 1…H as a ratio to persistence: geometric mean of all series, and the worst one.",
            columns: ["H", "ratio", "worst series", "its ratio"])
        guard let outcome = outcomes.first(where: { $0.name == name && $0.counting == .time }) else { return table }
        for (index, horizon) in SeriesOutcome.windowHorizons.enumerated() {
            let ratios = outcome.series.map { (key: $0.key, ratio: $0.windows[index].ratio) }
            guard let worst = ratios.filter({ !$0.ratio.isNaN }).max(by: { $0.ratio < $1.ratio }) else { continue }
            table.rows.append([
                .count(horizon), .number(Means.geometric(ratios.map(\.ratio)), digits: 4), .text(worst.key),
                .number(worst.ratio, digits: 4),
            ])
        }
        return table
    }
}
