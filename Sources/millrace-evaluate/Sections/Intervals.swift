/// How honest the intervals are.
enum Intervals {
    private static let levels = [0.8, 0.95]
    /// A series is named as the worst only with more observations than this.
    private static let fewest = 2_000

    static func table(_ outcomes: [SetOutcome], _ reference: ReferenceFigures) -> ReportTable {
        var table = ReportTable(
            name: "intervals", title: "Intervals",
            note: """
                Mean coverage of the 80 % and 95 % intervals at h = 1, 6, 12, 24; the largest deviation from the level of any \
                h = 1…24, in points; the lowest coverage of a series with over \(fewest) observations at any of them; pinball \
                loss of the four bounds over the mean absolute error of persistence (r: the reference's).
                """,
            columns: [
                "set", "horizons in", "80: 1", "6", "12", "24", "off", "lowest", "95: 1", "6", "12", "24", "off",
                "lowest", "pinball", "r",
            ])
        for outcome in outcomes {
            let pinball = reference.figure(outcome.path, outcome.referenceRows, "pinball", horizon: 1)
            table.rows.append(
                [.text(outcome.name), .text(outcome.shownCounting)] + levels.indices.flatMap { cells(outcome, $0) } + [
                    .number(outcome.pinballRatio, digits: 3), .number(pinball, digits: 3),
                ])
        }
        return table
    }

    private static func cells(_ outcome: SetOutcome, _ level: Int) -> [ReportCell] {
        let deviations = (1...SeriesOutcome.horizon).map { outcome.coverage(level, $0) - levels[level] }
        let largest = deviations.filter { !$0.isNaN }.max { abs($0) < abs($1) } ?? .nan
        let lowest =
            outcome.series.filter { $0.observations > fewest }
            .flatMap { $0.intervals.map { $0.coverage(level) } }.filter { !$0.isNaN }.min() ?? .nan
        return SeriesOutcome.horizons.map { .percent(outcome.coverage(level, $0), digits: 1) } + [
            .percent(largest, digits: 1, signed: true), .percent(lowest, digits: 1),
        ]
    }
}
