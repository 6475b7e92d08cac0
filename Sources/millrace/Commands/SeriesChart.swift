import PostgresConnector

/// A series and its newest forecast, drawn with characters: one column a point, the observed left, the forecast right.
struct SeriesChart {
    private static let height = 14

    let series: SeriesRow
    let observed: [ObservedPoint]
    let forecast: [ForecastPoint]

    var text: String {
        let bounds = observed.map(\.value) + forecast.flatMap { [$0.lower95, $0.upper95] }
        guard let low = bounds.min(), let high = bounds.max() else { return "\(title)\nno observations yet" }
        let span = high > low ? high - low : max(abs(high), 1)
        func row(_ value: Double) -> Int {
            let share = (value - low) / span
            return Self.height - 1 - Int((share * Double(Self.height - 1)).rounded())
        }
        var grid = Array(
            repeating: Array(repeating: Character(" "), count: observed.count + 1 + forecast.count), count: Self.height)
        for (column, point) in observed.enumerated() {
            let isOutside =
                point.lower95.map { point.value < $0 } ?? false || point.upper95.map { point.value > $0 } ?? false
            grid[row(point.value)][column] = isOutside ? "◆" : "•"
        }
        for line in grid.indices where !forecast.isEmpty { grid[line][observed.count] = "┊" }
        for (index, point) in forecast.enumerated() {
            let column = observed.count + 1 + index
            for line in row(point.upper95)...row(point.lower95) { grid[line][column] = "░" }
            for line in row(point.upper80)...row(point.lower80) { grid[line][column] = "▒" }
            grid[row(point.mean)][column] = "━"
        }
        let labels = [
            0: Figures.number(high), Self.height / 2: Figures.number(low + span / 2),
            Self.height - 1: Figures.number(low),
        ]
        let width = labels.values.map(\.count).max() ?? 0
        let lines = grid.enumerated().map { index, cells in
            let label = labels[index] ?? ""
            return String(repeating: " ", count: width - label.count) + label + " ┤" + String(cells)
        }
        return ([title] + lines + [axis(indent: width + 2), legend]).joined(separator: "\n")
    }

    private var title: String {
        "\(series.pipeline): \(series.key) \(series.metric) (\(Figures.count(series.observations)) observations)"
    }

    private func axis(indent: Int) -> String {
        guard let first = observed.first?.time, let last = observed.last?.time else { return "" }
        let gap = max(1, observed.count - first.count - last.count)
        return String(repeating: " ", count: indent) + first + String(repeating: " ", count: gap) + last
            + (forecast.last.map { " → \($0.time)" } ?? "")
    }

    private var legend: String { "• observed  ◆ outside its 95 % interval  ━ forecast  ▒ 80 %  ░ 95 %   times in UTC" }
}
