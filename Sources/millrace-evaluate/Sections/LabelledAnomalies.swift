/// What is found of what people labelled, beside simple scores and the reference.
struct LabelledAnomalies {
    private static let windowed: Set<String> = ["nab_real"]

    private let reference: AnomalyReference
    private(set) var table = ReportTable(
        name: "labelled", title: "Labelled anomalies",
        note: """
            Scores of the Numenta Anomaly Benchmark (standard, low FP, low FN; 100 is perfect, 0 says nothing) at the best \
            threshold over a set, and at the default one, once in 1,500 observations; the best F1 of alarms, windows found \
            beside false alarms; average precision over single labelled observations. EWMA z and seasonal naive z, like the \
            others, pass on a score only when it is clearly above what they passed on lately. Where labels are of machines, an \
            alarm is one of any of their series.
            """,
        columns: [
            "set", "series", "windows", "scored by", "standard", "low FP", "low FN", "found", "false", "default",
            "found",
            "false", "F1", "AP",
        ])

    init(_ reference: AnomalyReference) { self.reference = reference }

    /// Scores a set that has labels.
    mutating func take(_ set: SeriesSet, _ labels: Labels) {
        add(
            DetectionOutcome(
                "millrace", set, scores: Concurrently.map(set.series, AnomalyRun.scores), labels,
                threshold: AnomalyRun.threshold), of: set)
        for baseline in Baseline.allCases {
            add(
                DetectionOutcome(
                    baseline.rawValue, set, scores: Concurrently.map(set.series, baseline.scores), labels), of: set)
        }
        if let figures = reference.figures(of: set.path) {
            table.rows.append(
                [.text(set.name), .text(""), .text(""), .text("reference")]
                    + [.number(figures.standard, digits: 1), .number(figures.fewFalse, digits: 1)]
                    + [.number(figures.fewMissed, digits: 1), .text(""), .text(""), .text(""), .text(""), .text("")]
                    + [.number(figures.f1, digits: 3), .number(figures.averagePrecision, digits: 3)])
        }
    }

    private mutating func add(_ outcome: DetectionOutcome, of set: SeriesSet) {
        let best = outcome.scores.best(.standard)
        let fixed = outcome.threshold.map { outcome.scores.at($0, .standard) }
        table.rows.append([
            .text(set.name), .count(set.series.count), .count(best.windows), .text(outcome.method),
            .number(best.normalised, digits: 1), .number(outcome.scores.best(.fewFalse).normalised, digits: 1),
            .number(outcome.scores.best(.fewMissed).normalised, digits: 1), .count(best.detected),
            .count(best.falseAlarms), fixed.map { .number($0.normalised, digits: 1) } ?? .text(""),
            fixed.map { .count($0.detected) } ?? .text(""), fixed.map { .count($0.falseAlarms) } ?? .text(""),
            .number(outcome.scores.bestF1.f1, digits: 3), .number(outcome.averagePrecision, digits: 3),
        ])
    }
}
