import ForecastScoring

/// Errors and coverage by horizon, drawn.
struct ReportHorizons {
    let outcome: BacktestOutcome

    private static let wide = Plot.Size(width: 510, height: 300)
    private static let narrow = Plot.Size(width: 360, height: 260)

    var html: String {
        let rows = (1...outcome.overall.horizon).map { outcome.overall.accuracy(at: $0) }.filter { $0.series > 0 }
        guard !rows.isEmpty else { return "" }
        return "<h2>By horizon</h2>\n<div class=\"pair\">\n\(errors(rows))\n\(coverage(rows))\n</div>"
    }

    private var marks: [(horizon: Int, label: String)] {
        let group = outcome.overall
        return ScoringSettings.shownHorizons(upTo: group.horizon).map { horizon in
            (horizon, group.step.map { Figures.roundedDuration($0 * Int64(horizon)) } ?? "\(horizon)")
        }
    }

    private var axis: String {
        outcome.overall.step.map { "by time ahead, a step being \(Figures.roundedDuration($0))" }
            ?? (outcome.overall.countsObservations ? "by observations ahead" : "by steps ahead")
    }

    private func errors(_ rows: [Accuracy]) -> String {
        let numbers: [(String, (Accuracy) -> Double?)] = [
            ("persistence", \.ratioToPersistence), ("seasonal naive", \.ratioToSeasonal), ("EWMA", \.ratioToEWMA),
        ]
        let lines = zip(numbers, ReportStyle.curves).map { number, style in
            Self.line(style, number.0, rows, number.1)
        }.filter { !$0.points.isEmpty }
        let highest = max(1, lines.flatMap(\.points).map(\.value).max() ?? 1)
        let chart = HorizonChart(
            lines: lines, references: [("nominal", 1)], yRange: 0...highest * 1.05, yLabels: Ticks.labels,
            horizons: marks)
        let legend = lines.map { ("line k-\($0.style)", "by \($0.name)'s") } + [("dash", "equal errors")]
        return card("Error, by that of simpler forecasts", "Below 1 is better, \(axis).", legend, chart)
    }

    private func coverage(_ rows: [Accuracy]) -> String {
        let levels = Set(rows.flatMap { $0.levels.map(\.level) }).sorted()
        let lines = levels.enumerated().map { index, level in
            Self.line(ReportStyle.curves[index % ReportStyle.curves.count], "\(level) %", rows) {
                $0.level(level)?.coverage
            }
        }
        let values = lines.flatMap(\.points).map(\.value) + levels.map { Double($0) / 100 }
        let lowest = max(0, (values.min() ?? 0) - 0.05)
        let chart = HorizonChart(
            lines: lines, references: levels.map { ("nominal", Double($0) / 100) }, yRange: lowest...1,
            yLabels: { Ticks.labels(of: $0.map { ($0 * 1_000).rounded() / 10 }).map { "\($0) %" } }, horizons: marks)
        let legend = lines.map { ("line k-\($0.style)", "\($0.name) interval") } + [("dash", "what it should hold")]
        return card("Coverage of the intervals", "Share of values inside, \(axis).", legend, chart)
    }

    private func card(_ title: String, _ note: String, _ legend: [(String, String)], _ chart: HorizonChart) -> String {
        """
        <section class="card">
        <h3>\(HTML.escaped(title))</h3>
        <p class="muted">\(HTML.escaped(note))</p>
        \(HTML.legend(legend))
        \(HTML.chart(title, wide: Self.wide, narrow: Self.narrow, chart.svg))
        </section>
        """
    }

    private static func line(
        _ style: String, _ name: String, _ rows: [Accuracy], _ number: (Accuracy) -> Double?
    ) -> HorizonChart.Line {
        HorizonChart.Line(
            style: style, name: name,
            points: rows.compactMap { row in
                row.horizon.flatMap { horizon in number(row).map { (horizon: horizon, value: $0) } }
            })
    }
}
