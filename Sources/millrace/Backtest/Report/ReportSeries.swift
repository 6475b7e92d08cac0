import ForecastScoring
import TimeSeries

/// The best, the median and the worst series, drawn.
struct ReportSeries {
    let outcome: BacktestOutcome

    var html: String {
        let cards = chosen.compactMap { name, series in card(name, series) }
        guard !cards.isEmpty else { return "" }
        return "<h2>Forecasts beside what came</h2>\n" + cards.joined(separator: "\n")
    }

    private var chosen: [(String, SeriesScores)] {
        let ranked = Array(outcome.byRatio.reversed())
        switch ranked.count {
        case 0: return outcome.series.prefix(1).map { ("The series", $0) }
        case 1: return [("The series", ranked[0])]
        case 2: return [("Best", ranked[0]), ("Worst", ranked[1])]
        default:
            return [("Best", ranked[0]), ("Median", ranked[ranked.count / 2]), ("Worst", ranked[ranked.count - 1])]
        }
    }

    private func card(_ name: String, _ series: SeriesScores) -> String? {
        guard let window = series.recent, let first = window.observations.first?.time,
            let last = window.observations.last?.time
        else { return nil }
        let model = outcome.tellsModels ? " by \(series.identity.model)" : ""
        let title = "\(name): \(series.identity.key), \(series.identity.metric)\(model)"
        let chart = BandChart(window: window, levels: series.levels, stepMicroseconds: series.stepMicroseconds)
        let ahead = Self.ahead(window.horizon, series)
        var legend = [("line k-actual", "observed"), ("line k-mean", "forecast \(ahead) ahead")]
        legend += series.levels.enumerated().map { index, level in
            ("k-\(ReportStyle.shade(index, of: series.levels.count))", "its \(level) % interval")
        }
        let reach = Self.ahead(series.horizons.count, series)
        legend.append(("line k-fan", "newest forecast, \(reach)"))
        return """
            <section class="card">
            <h3>\(HTML.escaped(title))</h3>
            <p class="muted">\(HTML.escaped(numbers(series)))</p>
            \(HTML.legend(legend))
            \(HTML.chart("\(title), \(first.minute) to \(last.minute) UTC", wide: .init(width: 1040, height: 300), narrow: .init(width: 360, height: 260), chart.svg))
            <p class="muted">\(Figures.count(Int64(window.observations.count))) observations, \(first.minute) to \(last.minute) UTC</p>
            </section>
            """
    }

    private func numbers(_ series: SeriesScores) -> String {
        guard let sums = series.scores(at: nil) else { return "" }
        var parts = ["error \(Figures.ratio(sums.ratioToPersistence)) of persistence's"]
        if let seasonal = sums.ratioToSeasonal {
            parts.append("\(Figures.ratio(seasonal)) of the seasonal naive forecast's")
        }
        parts += series.levels.enumerated().compactMap { index, level in
            sums.coverage(index).map { "\(level) % interval held \(Figures.percent($0))" }
        }
        return parts.joined(separator: ", ")
    }

    private static func ahead(_ horizon: Int, _ series: SeriesScores) -> String {
        if series.counting == .observations { return horizon == 1 ? "1 observation" : "\(horizon) observations" }
        let steps = horizon == 1 ? "1 step" : "\(horizon) steps"
        let step = series.stepMicroseconds
        return step > 0 ? "\(steps) (\(Figures.roundedDuration(step * Int64(horizon))))" : steps
    }
}
