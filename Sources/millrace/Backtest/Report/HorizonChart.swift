/// Numbers by horizon as lines.
struct HorizonChart {
    struct Line {
        /// A class of the style sheet.
        let style: String
        let name: String
        let points: [(horizon: Int, value: Double)]
    }

    let lines: [Line]
    /// Levels that are drawn across, with their style.
    let references: [(style: String, value: Double)]
    /// Numbers that the vertical axis has to show.
    let yRange: ClosedRange<Double>
    let yLabels: ([Double]) -> [String]
    /// Marks of the horizontal axis.
    let horizons: [(horizon: Int, label: String)]

    func svg(_ size: Plot.Size) -> String {
        let last = horizons.map(\.horizon).max() ?? 1
        let plot = Plot(size: size, xRange: 1...Double(last), yRange: yRange, yLabels: yLabels)
        var parts = [plot.axes(xTicks: horizons.map { (Double($0.horizon), $0.label) })]
        parts += references.map { plot.level($0.style, $0.value) }
        for line in lines {
            let points = line.points.map { (x: Double($0.horizon), y: $0.value) }
            parts.append(plot.line("curve \(line.style)", [points]))
            if points.count <= 12 { parts.append(plot.dots("dot \(line.style)", points)) }
        }
        return parts.joined(separator: "\n")
    }
}
