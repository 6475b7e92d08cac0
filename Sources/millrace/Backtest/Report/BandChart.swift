import ForecastScoring
import TimeSeries

/// The newest observations of a series over the bands that had been forecast of them, and its newest forecast.
struct BandChart {
    let window: RecentWindow
    /// In percent, narrowest first.
    let levels: [Int]
    let stepMicroseconds: Int64

    func svg(_ size: Plot.Size) -> String {
        let newest = window.newest
        let bands = window.bands + newest
        let values =
            window.observations.map(\.value) + bands.map(\.mean) + bands.flatMap { $0.lower + $0.upper }
        let times = window.observations.map(\.time.microseconds) + newest.map(\.time.microseconds)
        guard let low = values.min(), let high = values.max(), let first = times.min(), let last = times.max(),
            let end = window.observations.last
        else { return "" }
        let margin = (high - low) * 0.04
        let plot = Plot(
            size: size, xRange: Double(first)...Double(last), yRange: low - margin...high + margin,
            yLabels: Ticks.labels)
        let ticks = Ticks.times(in: first...last, atMost: plot.xTickLimit(characters: 6))
        var parts = [plot.axes(xTicks: ticks.map { (Double($0.time), $0.label) })]
        // The widest band is drawn first, so that the others lie on it.
        for index in levels.indices.reversed() {
            parts.append(
                plot.area("band \(ReportStyle.shade(index, of: levels.count))", areas(of: window.bands, index)))
        }
        for index in levels.indices.reversed() {
            parts.append(
                plot.area("fan \(ReportStyle.shade(index, of: levels.count))", areas(of: [origin(end)] + newest, index))
            )
        }
        parts.append(plot.moment("now", Double(end.time.microseconds)))
        parts.append(plot.line("mean", pieces(window.bands.map { ($0.time.microseconds, $0.mean) })))
        parts.append(plot.line("fanline", [([origin(end)] + newest).map { (Double($0.time.microseconds), $0.mean) }]))
        let observed = pieces(window.observations.map { ($0.time.microseconds, $0.value) })
        parts.append(plot.line("actual", observed))
        parts.append(plot.dots("actualdot", observed.filter { $0.count == 1 }.flatMap { $0 }))
        return parts.joined(separator: "\n")
    }

    /// The observation from which the newest forecast was issued, as where its bands begin.
    private func origin(_ end: RecentWindow.Point) -> RecentWindow.Band {
        let same = Array(repeating: end.value, count: levels.count)
        return RecentWindow.Band(time: end.time, mean: end.value, lower: same, upper: same)
    }

    private func areas(of bands: [RecentWindow.Band], _ level: Int) -> [[(x: Double, low: Double, high: Double)]] {
        split(bands) { $0.time.microseconds }.map { piece in
            piece.map { (x: Double($0.time.microseconds), low: $0.lower[level], high: $0.upper[level]) }
        }
    }

    private func pieces(_ points: [(Int64, Double)]) -> [[(x: Double, y: Double)]] {
        split(points) { $0.0 }.map { piece in piece.map { (x: Double($0.0), y: $0.1) } }
    }

    /// Runs without a gap of more than four steps: a line across a longer one would claim too much.
    private func split<Point>(_ points: [Point], _ time: (Point) -> Int64) -> [[Point]] {
        var pieces: [[Point]] = []
        for point in points {
            if let last = pieces.last?.last, time(point) - time(last) <= 4 * max(stepMicroseconds, 1) {
                pieces[pieces.count - 1].append(point)
            } else {
                pieces.append([point])
            }
        }
        return pieces
    }
}
