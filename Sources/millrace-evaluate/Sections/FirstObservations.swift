/// How a series fares that has only begun.
enum FirstObservations {
    private static let horizons = [1, 6]

    static func table(_ outcomes: [SetOutcome], _ reference: ReferenceFigures) -> ReportTable {
        var table = ReportTable(
            name: "start", title: "The first 200 observations of each series",
            note: """
                MAE over observations 17…200 as a ratio to persistence, geometric mean over series, beside the reference's \
                (r); series that have targets there.
                """,
            columns: ["set", "horizons in", "series"] + horizons.flatMap { ["h=\($0)", "r \($0)"] })
        for outcome in outcomes {
            let scored = outcome.series.count { $0.startErrors[0].count > 0 }
            table.rows.append(
                [
                    .text(outcome.name), .text(outcome.shownCounting), .count(scored),
                ]
                    + horizons.flatMap { horizon -> [ReportCell] in
                        let ratio = Means.geometric(outcome.series.map { $0.startErrors[horizon - 1].ratio })
                        let other = reference.figure(outcome.path, outcome.referenceRows, "start", horizon: horizon)
                        return [.number(ratio, digits: 3), .number(other, digits: 3)]
                    })
        }
        return table
    }
}
