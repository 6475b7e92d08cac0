import Foundation

/// How often something is reported where nothing is wrong, beside how often that was allowed.
enum FalseAlarms {
    private static let thresholds = [3, 3.5, 4, 4.5, 5, 5.5, 6]
    /// Observations that are seen before any is counted.
    private static let warmUp = 2_000
    private static let length = 50_000
    private static let seriesPerLaw = 100

    /// - Parameter keys: at most so many series of each law.
    static func table(keys: Int?) -> ReportTable {
        let count = min(keys ?? seriesPerLaw, seriesPerLaw)
        var table = ReportTable(
            name: "false_alarms", title: "False alarms",
            note: """
                Stationary noise of twelve laws, \(count) series of \(length) observations each: alarms at or above a \
                score as a multiple of the rate that it stands for, 10^-score for each observation, without the first \
                \(warmUp). 1 is exact, less is fewer.
                """,
            columns: ["law"] + thresholds.map { "score \($0.formatted())" })
        var ratios: [[Double]] = []
        for law in NoiseLaw.allCases {
            let counts = Concurrently.map(Array(0..<count)) { number in
                let scores = AnomalyRun.scores(of: law.series(number, count: length)).dropFirst(warmUp)
                return thresholds.map { threshold in scores.count { $0 >= threshold } }
            }
            let events = Double(count * (length - warmUp))
            let row = thresholds.indices.map { index in
                Double(counts.reduce(0) { $0 + $1[index] }) / events * pow(10, thresholds[index])
            }
            ratios.append(row)
            table.rows.append([.text(law.rawValue)] + row.map { .number($0, digits: 2) })
        }
        for (name, pick) in [("median", { $0[$0.count / 2] }), ("worst", { $0[$0.count - 1] })]
            as [(String, ([Double]) -> Double)]
        {
            table.rows.append(
                [.text(name)]
                    + thresholds.indices.map { index in .number(pick(ratios.map { $0[index] }.sorted()), digits: 2) })
        }
        return table
    }
}
