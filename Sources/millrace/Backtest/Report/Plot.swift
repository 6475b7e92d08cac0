/// The area of a chart: scales, axes, and paths in the coordinates of an SVG image.
struct Plot {
    struct Size {
        let width: Int
        let height: Int
    }

    /// How wide a character of a label is, at most, in units of the image.
    private static let characterWidth = 7.0

    let size: Size
    let xRange: ClosedRange<Double>
    let yRange: ClosedRange<Double>
    /// Marks of the vertical axis, the room for whose labels is left of the area.
    private let yTicks: [(value: Double, label: String)]
    private let left: Double
    private let right: Double
    private let top = 12.0
    private let bottom: Double

    /// - Parameters:
    ///   - xRange, yRange: what is shown; a range of one number is widened.
    ///   - yLabels: what stands at marks of the vertical axis.
    init(
        size: Size, xRange: ClosedRange<Double>, yRange: ClosedRange<Double>, yLabels: ([Double]) -> [String]
    ) {
        self.size = size
        self.xRange = Self.widened(xRange)
        self.yRange = Self.widened(yRange)
        let ticks = Ticks.numbers(in: self.yRange, atMost: max(2, size.height / 45))
        yTicks = Array(zip(ticks, yLabels(ticks)))
        left = 10 + Self.characterWidth * Double(yTicks.map(\.label.count).max() ?? 0)
        right = Double(size.width) - 14
        bottom = Double(size.height) - 26
    }

    private static func widened(_ range: ClosedRange<Double>) -> ClosedRange<Double> {
        guard range.upperBound <= range.lowerBound else { return range }
        let half = max(abs(range.lowerBound) * 0.05, 0.5)
        return range.lowerBound - half...range.upperBound + half
    }

    func x(_ value: Double) -> Double {
        left + (right - left) * (value - xRange.lowerBound) / (xRange.upperBound - xRange.lowerBound)
    }

    func y(_ value: Double) -> Double {
        let share = (value - yRange.lowerBound) / (yRange.upperBound - yRange.lowerBound)
        return bottom - (bottom - top) * min(max(share, 0), 1)
    }

    /// How many marks of so many characters the horizontal axis has room for.
    func xTickLimit(characters: Int) -> Int {
        max(2, Int((right - left) / (Self.characterWidth * Double(characters) + 18)))
    }

    /// Grid, marks and labels. A label that would touch the one before it is left out; the last one never is.
    func axes(xTicks: [(value: Double, label: String)]) -> String {
        var parts = yTicks.map { tick in
            let y = Self.text(y(tick.value))
            return "<line class=\"grid\" x1=\"\(Self.text(left))\" x2=\"\(Self.text(right))\" y1=\"\(y)\" y2=\"\(y)\"/>"
                + "<text class=\"label end\" x=\"\(Self.text(left - 6))\" y=\"\(Self.text(self.y(tick.value) + 4))\">\(HTML.escaped(tick.label))</text>"
        }
        let base = Self.text(bottom)
        parts.append(
            "<line class=\"axis\" x1=\"\(Self.text(left))\" x2=\"\(Self.text(right))\" y1=\"\(base)\" y2=\"\(base)\"/>")
        for tick in spaced(xTicks) {
            let x = Self.text(x(tick.value))
            parts.append(
                "<line class=\"axis\" x1=\"\(x)\" x2=\"\(x)\" y1=\"\(base)\" y2=\"\(Self.text(bottom + 4))\"/>")
            parts.append(
                "<text class=\"label middle\" x=\"\(Self.text(labelPlace(tick)))\" y=\"\(Self.text(bottom + 18))\">\(HTML.escaped(tick.label))</text>"
            )
        }
        return parts.joined()
    }

    /// The middle of a label, moved so that it stays inside the image.
    private func labelPlace(_ tick: (value: Double, label: String)) -> Double {
        let half = Self.characterWidth * Double(tick.label.count) / 2
        return min(max(x(tick.value), half), Double(size.width) - half)
    }

    private func spaced(_ ticks: [(value: Double, label: String)]) -> [(value: Double, label: String)] {
        var kept: [(value: Double, label: String)] = []
        for tick in ticks.reversed() {
            let half = Self.characterWidth * Double(tick.label.count) / 2
            if let next = kept.last {
                let nextHalf = Self.characterWidth * Double(next.label.count) / 2
                guard labelPlace(tick) + half + 8 <= labelPlace(next) - nextHalf else { continue }
            }
            kept.append(tick)
        }
        return kept.reversed()
    }

    /// A line through points, in pieces.
    func line(_ style: String, _ pieces: [[(x: Double, y: Double)]]) -> String {
        let path = pieces.filter { !$0.isEmpty }.map { piece in
            "M" + piece.map { "\(Self.text(x($0.x))) \(Self.text(y($0.y)))" }.joined(separator: "L")
        }.joined()
        return path.isEmpty ? "" : "<path class=\"\(style)\" d=\"\(path)\"/>"
    }

    /// The area between two lines, in pieces.
    func area(_ style: String, _ pieces: [[(x: Double, low: Double, high: Double)]]) -> String {
        let path = pieces.filter { $0.count > 1 }.map { piece in
            let upper = piece.map { "\(Self.text(x($0.x))) \(Self.text(y($0.high)))" }
            let lower = piece.reversed().map { "\(Self.text(x($0.x))) \(Self.text(y($0.low)))" }
            return "M" + (upper + lower).joined(separator: "L") + "Z"
        }.joined()
        return path.isEmpty ? "" : "<path class=\"\(style)\" d=\"\(path)\"/>"
    }

    /// Dots at points.
    func dots(_ style: String, _ points: [(x: Double, y: Double)]) -> String {
        points.map {
            "<circle class=\"\(style)\" cx=\"\(Self.text(x($0.x)))\" cy=\"\(Self.text(y($0.y)))\" r=\"2.5\"/>"
        }
        .joined()
    }

    /// A level across the whole area.
    func level(_ style: String, _ value: Double) -> String {
        let y = Self.text(y(value))
        return "<line class=\"\(style)\" x1=\"\(Self.text(left))\" x2=\"\(Self.text(right))\" y1=\"\(y)\" y2=\"\(y)\"/>"
    }

    /// A moment over the whole height.
    func moment(_ style: String, _ value: Double) -> String {
        let x = Self.text(x(value))
        return "<line class=\"\(style)\" x1=\"\(x)\" x2=\"\(x)\" y1=\"\(Self.text(top))\" y2=\"\(Self.text(bottom))\"/>"
    }

    private static func text(_ value: Double) -> String { Figures.fixed(value, decimals: 1) }
}
