import StreamRuntime

/// Where the bounds of each interval level stand in a row: the one place here that knows which columns rows have.
struct IntervalColumns {
    let level: Int
    private let lower: ForecastRow.Column
    private let upper: ForecastRow.Column

    /// Narrowest first.
    private static let all = [
        IntervalColumns(level: 80, lower: .lower80, upper: .upper80),
        IntervalColumns(level: 95, lower: .lower95, upper: .upper95),
    ]

    /// The columns of those levels that rows have.
    static func columns(of levels: [Int]) -> [IntervalColumns] { all.filter { levels.contains($0.level) } }

    /// The bounds in a row of `epoch`.
    func bounds(of row: ForecastRow, in epoch: Epoch) -> (lower: ArraySlice<Double>, upper: ArraySlice<Double>) {
        (epoch.forecastValues[row.range(of: lower)], epoch.forecastValues[row.range(of: upper)])
    }

    /// The expected values of a row of `epoch`.
    static func means(of row: ForecastRow, in epoch: Epoch) -> ArraySlice<Double> {
        epoch.forecastValues[row.range(of: .mean)]
    }
}
