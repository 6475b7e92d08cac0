import ForecastScoring
import TimeSeries
import StreamRuntime
import PipelineSpec

/// A backtest for people, in a terminal.
struct BacktestText {
    let backtest: Backtest

    private var outcome: BacktestOutcome { backtest.outcome }

    var text: String {
        var blocks = [header]
        blocks += outcome.groups.map { table($0) }
        if outcome.groups.count > 1 { blocks.append(table(outcome.overall)) }
        if let comparison = backtest.comparison { blocks += BacktestComparisonText(comparison: comparison).blocks }
        if backtest.worst > 0 { blocks.append(worst) }
        blocks.append(values)
        if !backtest.gates.isEmpty { blocks.append(gates) }
        return blocks.joined(separator: "\n\n")
    }

    private var header: String {
        let range = outcome.range.map { "\($0.lowerBound.minute) to \($0.upperBound.minute) UTC" } ?? "no time"
        return """
            pipeline \(outcome.spec.name): \(outcome.origin), \(range)
            Each forecast is scored on what arrived after it; the first \(outcome.skip) of a series do not count.
            Ratios (MASE, and errors by those of persistence, the seasonal naive forecast and the EWMA) are geometric means
            over series: below 1 is better. MAE and RMSE are means in the metric's unit, coverage is a mean; width and
            pinball loss are in units of persistence's error.
            """
    }

    private func table(_ group: AccuracyGroup) -> String {
        let horizons = ScoringSettings.shownHorizons(upTo: group.horizon)
        return "\(group.title) (\(group.description))\n\(AccuracyTable(group: group, horizons: horizons).text)"
    }

    private var worst: String {
        func table(_ series: [SeriesScores]) -> String {
            WorstTable(series: Array(series.prefix(backtest.worst)), tellsModels: outcome.tellsModels).text
        }
        return "worst by ratio to persistence\n\(table(outcome.byRatio))\n\n"
            + "worst by coverage\n\(table(outcome.byCoverage))"
    }

    private var values: String {
        let tally = outcome.status.tally
        var line = "\(Figures.count(tally.received)) values, \(Figures.count(outcome.valuesPerSecond))/s: "
        line += "\(Figures.count(tally[.forecast])) forecast, \(Figures.count(tally[.warming])) warming up"
        let notUsed = outcome.notUsed.map { "\(Figures.count($0.count)) \($0.reason)" }.joined(separator: ", ")
        line += notUsed.isEmpty ? ", none left out" : "\nnot used: \(notUsed)"
        let gaps = outcome.series.reduce(0) { $0 + $1.targetsInGaps }
        if gaps > 0 { line += "\n\(Figures.count(Int64(gaps))) targets lie in gaps of more than two steps: not scored" }
        let dense = outcome.series.reduce(0) { $0 + $1.originsLeftOut }
        if dense > 0 {
            line += "\n\(Figures.count(Int64(dense))) forecasts were not followed: several observations come in a step"
        }
        let short = outcome.series.count - outcome.overall.accuracy(at: nil).series
        if short > 0 { line += "\n\(Figures.count(Int64(short))) series are too short to count" }
        return line
    }

    private var gates: String {
        (["gate"]
            + backtest.gates.map { "  \($0.holds ? "ok    " : "FAILED")  \(Self.sentence($0))" })
            .joined(separator: "\n")
    }

    /// A condition with the number it met.
    static func sentence(_ outcome: GateOutcome) -> String {
        guard let value = outcome.value else { return "\(outcome.condition.text): it is not defined here" }
        return "\(outcome.condition.text): it is \(Figures.fixed(value, decimals: 4))"
    }
}
