import PostgresConnector
import Telemetry

/// A series and its newest forecast, drawn with characters: one column a point, the observed left, the forecast right,
/// with its narrowest and its widest interval. Below stands which of the observed are part of an anomaly.
struct SeriesChart {
    private static let height = 14

    let series: SeriesRow
    let observed: [ObservedPoint]
    let forecast: [ForecastPoint]

    var text: String {
        let bounds =
            observed.map(\.value) + forecast.flatMap { point in point.intervals.flatMap { [$0.lower, $0.upper] } }
        guard let low = bounds.min(), let high = bounds.max() else {
            return "\(title)\nthere are no observations to draw"
        }
        let span = high > low ? high - low : max(abs(high), 1)
        func row(_ value: Double) -> Int {
            let share = (value - low) / span
            return Self.height - 1 - Int((share * Double(Self.height - 1)).rounded())
        }
        var grid = Array(
            repeating: Array(repeating: Character(" "), count: observed.count + 1 + forecast.count), count: Self.height)
        for (column, point) in observed.enumerated() {
            let isOutside =
                point.lower.map { point.value < $0 } ?? false || point.upper.map { point.value > $0 } ?? false
            grid[row(point.value)][column] = isOutside ? "◆" : "•"
        }
        for line in grid.indices where !forecast.isEmpty { grid[line][observed.count] = "┊" }
        for (index, point) in forecast.enumerated() {
            let column = observed.count + 1 + index
            for (interval, shade) in [(point.intervals.last, "░" as Character), (point.intervals.first, "▒")] {
                guard let interval else { continue }
                for line in row(interval.upper)...row(interval.lower) { grid[line][column] = shade }
            }
            grid[row(point.mean)][column] = "━"
        }
        let labels = [
            0: Figures.number(high), Self.height / 2: Figures.number(low + span / 2),
            Self.height - 1: Figures.number(low),
        ]
        let width = labels.values.map(\.count).max() ?? 0
        var lines = grid.enumerated().map { index, cells in
            let label = labels[index] ?? ""
            return String(repeating: " ", count: width - label.count) + label + " ┤" + String(cells)
        }
        if hasAnomaly { lines.append(String(repeating: " ", count: width + 2) + anomalies) }
        return ([title] + lines + [axis(indent: width + 2), legend]).joined(separator: "\n")
    }

    private var hasAnomaly: Bool { observed.contains(where: \.isUnusual) }

    /// A mark in each column of an anomaly.
    private var anomalies: String {
        let end = observed.lastIndex(where: \.isUnusual).map { $0 + 1 } ?? 0
        return String(observed[..<end].map { $0.isUnusual ? Character("▲") : " " })
    }

    private var title: String {
        "\(series.pipeline): \(series.key.oneLine) \(series.metric.oneLine) (\(Figures.count(series.observations)) observations)"
    }

    private func axis(indent: Int) -> String {
        guard let first = observed.first?.time, let last = observed.last?.time else { return "" }
        let gap = max(1, observed.count - first.count - last.count)
        return String(repeating: " ", count: indent) + first + String(repeating: " ", count: gap) + last
            + (forecast.last.map { " → \($0.time)" } ?? "")
    }

    private var legend: String {
        let levels = forecast.first?.intervals.map(\.level) ?? []
        var parts = ["• observed"]
        if !levels.isEmpty || observed.contains(where: { $0.lower != nil }) {
            parts.append("◆ outside its \(levels.last.map { "\($0) %" } ?? "widest") interval")
        }
        if hasAnomaly { parts.append("▲ part of an anomaly") }
        if let narrowest = levels.first, let widest = levels.last {
            parts += ["━ forecast", "▒ \(narrowest) %"] + (widest > narrowest ? ["░ \(widest) %"] : [])
        }
        return parts.joined(separator: "  ") + "   times in UTC"
    }
}
