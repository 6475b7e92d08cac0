import ForecastScoring

/// What the backtest came to, in words and a few large numbers.
struct ReportHeadline {
    let backtest: Backtest

    private var total: Accuracy { backtest.outcome.overall.accuracy(at: nil) }

    var html: String {
        var parts = ["<p class=\"lead\">\(HTML.escaped(sentences))</p>"]
        if let comparison = backtest.comparison {
            parts.append("<p class=\"lead\"><b>\(HTML.escaped(comparison.verdict))</b></p>")
        }
        parts.append("<div class=\"tiles\">\(tiles)</div>")
        if !backtest.gates.isEmpty {
            let rows = backtest.gates.map {
                "<li><b class=\"\($0.holds ? "good" : "bad")\">\($0.holds ? "holds" : "failed")</b> \(HTML.escaped(BacktestText.sentence($0)))</li>"
            }
            parts.append("<h2>Gate</h2><ul>\(rows.joined())</ul>")
        }
        return parts.joined(separator: "\n")
    }

    private var sentences: String {
        let comparisons = [
            ("those of persistence", total.ratioToPersistence),
            ("those of the seasonal naive forecast", total.ratioToSeasonal),
            ("those of the EWMA", total.ratioToEWMA),
        ].compactMap { name, ratio in ratio.map { Self.compared(name, $0) } }
        var text = comparisons.isEmpty ? "" : "Errors are \(Self.list(comparisons))."
        let levels = total.levels.compactMap { level in
            level.coverage.map { "the \(level.level) % interval held \(Figures.percent($0))" }
        }
        if !levels.isEmpty { text += " Of the values that came, \(Self.list(levels))." }
        return text
    }

    private static func compared(_ name: String, _ ratio: Double) -> String {
        let change = Figures.percent(abs(ratio - 1))
        if abs(ratio - 1) < 0.0005 { return "as large as \(name)" }
        return ratio < 1 ? "\(change) smaller than \(name)" : "\(change) larger than \(name)"
    }

    private static func list(_ parts: [String]) -> String {
        parts.count < 2 ? parts.joined() : parts.dropLast().joined(separator: ", ") + " and " + (parts.last ?? "")
    }

    private var tiles: String {
        var tiles = [
            (Figures.ratio(total.ratioToPersistence), "error by persistence's; below 1 is better"),
            (Figures.ratio(total.mase), "MASE, all horizons"),
        ]
        tiles += total.levels.map { level in
            (level.coverage.map { Figures.percent($0) } ?? "-", "of values inside the \(level.level) % interval")
        }
        return tiles.map { "<div class=\"tile\"><b>\($0.0)</b><span>\(HTML.escaped($0.1))</span></div>" }.joined()
    }
}
