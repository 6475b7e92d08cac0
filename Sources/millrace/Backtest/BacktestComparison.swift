import ForecastScoring
import TimeSeries
import PipelineSpec

/// Two pipelines over the same input, forecast by forecast.
struct BacktestComparison: Sendable {
    /// The differences of one metric, or of all series that both forecast.
    struct Group: Sendable {
        let metric: String?
        let ours: AccuracyGroup
        let others: AccuracyGroup
        /// At the horizons that people read, the mean over all last.
        let differences: [ErrorDifference]
    }

    let ours: BacktestOutcome
    let other: BacktestOutcome
    let pairs: [PairedSeries]
    /// All series first, then each metric where there are several.
    let groups: [Group]

    init(_ ours: BacktestOutcome, _ other: BacktestOutcome) {
        self.ours = ours
        self.other = other
        pairs = PairedSeries.pair(ours.series, other.series)
        let horizons: [Int?] = ScoringSettings.shownHorizons(upTo: min(ours.horizon, other.horizon)) + [nil]
        let metrics = Set(pairs.map(\.identity.metric)).sorted()
        // The pipelines' own numbers stand beside the difference, so they are over the same series.
        let (identities, partners) = (Set(pairs.map(\.identity)), Set(pairs.map(\.partner)))
        let oursOfBoth = ours.series.filter { identities.contains($0.identity) }
        let othersOfBoth = other.series.filter { partners.contains($0.identity) }
        groups = ([nil] + (metrics.count > 1 ? metrics : [])).map { [pairs] (metric: String?) in
            func members(_ series: [SeriesScores]) -> AccuracyGroup {
                .overall(series.filter { metric == nil || $0.identity.metric == metric })
            }
            let bootstrap = PairedBootstrap(pairs.filter { metric == nil || $0.identity.metric == metric })
            return Group(
                metric: metric, ours: members(oursOfBoth), others: members(othersOfBoth),
                differences: horizons.compactMap { bootstrap.difference(at: $0) })
        }
    }

    /// The difference that counts: over all horizons where both have the same ones, else at the furthest both have.
    var total: ErrorDifference? { groups.first?.differences.last }

    /// How many series each has and how many both have; nil where they forecast the same ones.
    var seriesLeftOut: String? {
        let counts = (ours.series.count, other.series.count, pairs.count)
        guard counts.0 != counts.2 || counts.1 != counts.2 else { return nil }
        func count(_ number: Int) -> String { Figures.count(Int64(number)) }
        return
            "A has \(count(counts.0)) series, B has \(count(counts.1)): compared are the \(count(counts.2)) that both have."
    }

    /// What the comparison comes to, as a sentence.
    var verdict: String {
        guard let all = total else { return "The two have too few forecasts in common to be compared." }
        let percent = Figures.percent(abs(all.relative.value))
        let interval =
            "95 % interval \(Figures.signedPercent(all.relative.low)) to \(Figures.signedPercent(all.relative.high))"
        let number = all.series == 1 ? "one series" : "\(Figures.count(Int64(all.series))) series"
        let series = number + (all.horizon.map { ", \($0) steps ahead" } ?? "")
        switch all.direction {
        case -1: return "\(other.spec.name) is better: its errors are \(percent) smaller over \(series) (\(interval))."
        case 1:
            return
                "\(ours.spec.name) is better: the errors of \(other.spec.name) are \(percent) larger over \(series) (\(interval))."
        default:
            return all.relative.value == 0 && all.relative.low == 0 && all.relative.high == 0
                ? "There is no difference: both make the same errors on \(series)."
                : "No difference is certain: the errors of \(other.spec.name) are \(Figures.signedPercent(all.relative.value)) over \(series) (\(interval))."
        }
    }

    /// Why there is nothing to compare.
    var mismatch: String {
        let sameSteps = Set(ours.series.map(\.stepMicroseconds)) == Set(other.series.map(\.stepMicroseconds))
        let sameCounting = Set(ours.series.map(\.counting)) == Set(other.series.map(\.counting))
        let reason =
            !sameSteps
            ? "their steps differ"
            : sameCounting ? "no series has the same key and metric in both" : "one counts time, the other observations"
        return """
            --against: \(ours.spec.name) and \(other.spec.name) have no forecast in common: \
            \(reason); compare pipelines that read the same values
            """
    }
}
