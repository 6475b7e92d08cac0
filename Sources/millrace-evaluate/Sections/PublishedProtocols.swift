/// The protocols of published tables, on the sets that they are published for.
struct PublishedProtocols {
    private static let horizon = 48

    private(set) var table = ReportTable(
        name: "protocols", title: "Published protocols",
        note: """
            Values scaled by the first part's mean and deviation; errors averaged over steps 1…H, then over series. MSE of \
            the reference, the lowest published without leaks, and the goal.
            """,
        columns: ["data", "protocol", "H", "MSE", "MAE", "persistence", "reference", "published", "goal", "reached"])

    /// Scores a set, if tables are published for it.
    mutating func take(_ set: SeriesSet) {
        let figures = PublishedFigure.all.filter { $0.data == set.name }
        guard !figures.isEmpty else { return }
        let errors = Concurrently.map(set.series) { series in
            let scorer = Scorer(series, IssuedForecasts(series, horizon: Self.horizon))
            return figures.map { figure in
                let cut = figure.proto.cut(series)
                let deviation = series.deviation(ofFirst: cut.scale)
                let sums = scorer.window(figure.horizon, within: cut.scored)
                return [
                    sums.meanSquared / (deviation * deviation), sums.meanAbsolute / deviation,
                    sums.persistenceSquared / Double(sums.count) / (deviation * deviation),
                ]
            }
        }
        for (index, figure) in figures.enumerated() {
            let means = (0..<3).map { measure in Means.arithmetic(errors.map { $0[index][measure] }) }
            table.rows.append([
                .text(figure.data), .text(figure.proto.rawValue), .count(figure.horizon),
                .number(means[0], digits: 4), .number(means[1], digits: 4), .number(means[2], digits: 4),
                .number(figure.reference, digits: 4), .number(figure.published, digits: 4),
                .number(figure.goal, digits: 4), .text(means[0] <= figure.goal ? "yes" : "no"),
            ])
        }
    }
}
