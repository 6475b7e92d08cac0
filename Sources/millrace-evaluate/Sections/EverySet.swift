import LiquidForecasting

/// Every series beside persistence and beside the reference on the same rows, by set and by group.
struct EverySet {
    let outcomes: [SetOutcome]
    let reference: ReferenceFigures

    var bySet: ReportTable {
        var table = ReportTable(
            name: "sets", title: "Every set",
            note: """
                MAE at horizon h as a ratio to persistence, geometric mean over series, beside the reference's (r) on the \
                same rows. Sets that are not sampled regularly are counted both ways.
                """,
            columns: ["set", "group", "horizons in", "series"]
                + SeriesOutcome.horizons.flatMap { ["h=\($0)", "r \($0)"] })
        for outcome in outcomes {
            table.rows.append(
                [
                    .text(outcome.name), .text(outcome.group), .text(outcome.shownCounting),
                    .count(outcome.series.count),
                ]
                    + SeriesOutcome.horizons.flatMap { horizon -> [ReportCell] in
                        [
                            .number(Means.geometric(outcome.ratios(horizon)), digits: 3),
                            .number(Means.geometric(outcome.referenceRatios(horizon, reference)), digits: 3),
                        ]
                    })
        }
        return table
    }

    /// Regular sets are the same by either way of counting.
    var byGroup: ReportTable {
        var table = ReportTable(
            name: "groups", title: "By group",
            note: """
                The same by group: geometric mean over sets, or over series. Regular sets count both ways. Δ is the \
                difference to the reference: negative where the error is smaller than its.
                """,
            columns: ["group", "mean over", "horizons in"] + SeriesOutcome.horizons.flatMap { ["h=\($0)", "Δ \($0)"] })
        let groups = Set(outcomes.map(\.group)).sorted()
        for counting in [ForecasterSettings.Counting.observations, .time] {
            let counted = outcomes.filter { $0.isRegular || $0.counting == counting }
            for group in groups + ["all"] {
                let members = counted.filter { group == "all" || $0.group == group }
                for isOverSets in [true, false] {
                    table.rows.append(
                        [.text(group), .text(isOverSets ? "sets" : "series"), .text(counting.rawValue)]
                            + SeriesOutcome.horizons.flatMap { cells(members, $0, isOverSets: isOverSets) })
                }
            }
        }
        return table
    }

    private func cells(_ members: [SetOutcome], _ horizon: Int, isOverSets: Bool) -> [ReportCell] {
        let ratios = members.map { $0.ratios(horizon) }
        // Only series that both have a figure for are compared.
        let differences = members.map { outcome in
            zip(outcome.ratios(horizon), outcome.referenceRatios(horizon, reference)).map { $0 / $1 }
        }
        let mean = { (numbers: [[Double]]) in
            isOverSets ? Means.geometric(numbers.map(Means.geometric)) : Means.geometric(numbers.flatMap(\.self))
        }
        return [.number(mean(ratios), digits: 3), .percent(mean(differences) - 1, digits: 1, signed: true)]
    }
}
