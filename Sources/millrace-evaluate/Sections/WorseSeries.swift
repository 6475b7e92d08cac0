import LiquidForecasting

/// The series that are forecast worse than by persistence behind their first 500 observations, at any of the horizons 1…24.
struct WorseSeries {
    /// A ratio to persistence up to this is not worse.
    private static let limit = 1.02
    /// Below so many targets a ratio says little.
    private static let manyTargets = 1_000
    private static let countings = [ForecasterSettings.Counting.observations, .time]

    let outcomes: [SetOutcome]

    var counts: ReportTable {
        var table = ReportTable(
            name: "worse_counts", title: "How many series are worse than persistence",
            note: """
                Behind their first \(SeriesOutcome.settled) observations, MAE above \(Self.limit) times persistence's at any \
                horizon of 1…\(SeriesOutcome.horizon), of the series with targets there, and of those with \
                \(Self.manyTargets) targets at that horizon. The last table names them.
                """,
            columns: ["group", "horizons in", "series", "worse", "with many targets", "worse"])
        for counting in Self.countings {
            for group in Set(outcomes.map(\.group)).sorted() + ["all"] {
                let series = outcomes.filter { group == "all" || $0.group == group }
                    .filter { $0.isRegular || $0.counting == counting }.flatMap(\.series)
                let worst = series.compactMap(\.worst)
                let often = series.compactMap { $0.worst(ofAtLeast: Self.manyTargets) }
                table.rows.append([
                    .text(group), .text(counting.rawValue), .count(worst.count),
                    .count(worst.count { $0.ratio > Self.limit }), .count(often.count),
                    .count(often.count { $0.ratio > Self.limit }),
                ])
            }
        }
        return table
    }

    var names: ReportTable {
        var table = ReportTable(
            name: "worse", title: "Series worse than persistence",
            note: """
                Behind their first \(SeriesOutcome.settled) observations, MAE above \(Self.limit) times persistence's: the worst \
                horizon, how many targets it was scored on, and its ratio, by each way of counting.
                """,
            columns: ["set", "series", "in observations: h", "targets", "ratio", "in time: h", "targets", "ratio"])
        for (path, sets) in Dictionary(grouping: outcomes, by: \.path).sorted(by: { $0.key < $1.key }) {
            let countings = Self.countings.compactMap { counting in
                sets.first { $0.isRegular || $0.counting == counting }
            }
            guard let first = countings.first else { continue }
            for index in first.series.indices {
                let worst = countings.map { $0.series[index].worst }
                guard worst.contains(where: { ($0?.ratio ?? 0) > Self.limit }) else { continue }
                let name = path.split(separator: "/").last.map(String.init) ?? path
                table.rows.append(
                    [.text(name), .text(first.series[index].key)]
                        + zip(countings, worst).flatMap { Self.cells($0.series[index], $1) })
            }
        }
        return table
    }

    private static func cells(_ series: SeriesOutcome, _ worst: (horizon: Int, ratio: Double)?) -> [ReportCell] {
        guard let worst else { return [.count(0), .count(0), .number(.nan, digits: 3)] }
        return [
            .count(worst.horizon), .count(series.settledErrors[worst.horizon - 1].count),
            .number(worst.ratio, digits: 3),
        ]
    }
}
