import ForecastScoring
import PipelineSpec
import StreamRuntime
import TimeSeries

/// A backtest as one HTML file that needs nothing else: no script, no network.
struct ReportPage {
    let backtest: Backtest

    private var outcome: BacktestOutcome { backtest.outcome }

    var html: String {
        let title = "Backtest of \(outcome.spec.name)"
        var sections = [head(title), ReportHeadline(backtest: backtest).html]
        if let comparison = backtest.comparison { sections.append(ReportComparison(comparison: comparison).html) }
        sections += [ReportSeries(outcome: outcome).html, ReportHorizons(outcome: outcome).html, tables, foot]
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(HTML.escaped(title))</title>
            <style>
            \(ReportStyle.css)
            </style>
            </head>
            <body>
            <main>
            \(sections.filter { !$0.isEmpty }.joined(separator: "\n"))
            </main>
            </body>
            </html>

            """
    }

    private func head(_ title: String) -> String {
        let range = outcome.range.map { "\($0.lowerBound.minute) to \($0.upperBound.minute) UTC" } ?? ""
        let parts = [
            outcome.origin, range,
            outcome.series.count == 1 ? "1 series" : "\(Figures.count(Int64(outcome.series.count))) series",
            "\(Figures.count(outcome.status.tally.received)) values",
        ]
        return "<h1>\(HTML.escaped(title))</h1>\n<p class=\"muted\">\(HTML.escaped(parts.joined(separator: " · ")))</p>"
    }

    private var tables: String {
        var parts = outcome.groups.map { group in
            let table = AccuracyTable(group: group, horizons: ScoringSettings.shownHorizons(upTo: group.horizon))
            return """
                <h2>Accuracy by horizon: \(HTML.escaped(group.title))</h2>
                <p class="muted">\(HTML.escaped(group.description))</p>
                \(HTML.table(header: table.header, rows: table.rows, numeric: Set(table.header.indices)))
                """
        }
        let worst = WorstTable(
            series: Array(outcome.byRatio.prefix(max(backtest.worst, 5))), tellsModels: outcome.tellsModels)
        if !worst.series.isEmpty {
            parts.append(
                """
                <h2>Worst series</h2>
                <p class="muted">By their errors over all horizons in units of persistence's.</p>
                \(HTML.table(header: worst.header, rows: worst.rows, numeric: worst.numeric))
                """)
        }
        return parts.joined(separator: "\n")
    }

    private var foot: String {
        let notUsed = outcome.notUsed.map { "\(Figures.count($0.count)) \($0.reason)" }.joined(separator: ", ")
        let gaps = outcome.series.reduce(0) { $0 + $1.targetsInGaps }
        return """
            <h2>How it was scored</h2>
            <p>Every forecast was issued by the pipeline's own code before the value it is about arrived, and scored when it \
            did. The value at a horizon is the one so many steps after the forecast's origin, on the line between the \
            neighbouring observations where these are at most two steps apart\(outcome.overall.countsObservations ? "; for models that count observations it is the one so many observations after" : "")\(gaps > 0 ? "; \(Figures.count(Int64(gaps))) targets in longer gaps are not scored" : "").
            The first \(outcome.skip) forecasts of each series do not count.</p>
            <p>Persistence forecasts that nothing changes; the seasonal naive forecast repeats the value of one season \
            before; the EWMA is the mean of the past, weighted down by e each four observations. MASE divides the mean \
            absolute error by the mean absolute step of the series. Over several series ratios are geometric means, \
            coverage is an arithmetic one. Width and pinball loss are in units of persistence's error.</p>
            <p class="muted">\(HTML.escaped(notUsed.isEmpty ? "All values were used." : "Not used: \(notUsed)."))</p>
            """
    }
}
