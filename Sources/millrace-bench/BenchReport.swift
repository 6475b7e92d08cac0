import Foundation

/// Everything that one run measured.
struct BenchReport: Codable {
    var machine = Machine()
    var figures: [Figure] = []

    /// - Parameter path: of a report that ``write(to:)`` wrote.
    static func read(_ path: String) throws -> BenchReport {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return try decoder.decode(BenchReport.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    }

    func write(to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        try (encoder.encode(self) + Data("\n".utf8)).write(to: URL(fileURLWithPath: path), options: .atomic)
    }

    static let heading = Self.columns("", "median", "spread", "goal", "", "")

    /// One line of a figure; with how it compares with that of another report.
    static func line(_ figure: Figure, against other: BenchReport?) -> String {
        let goal = figure.goal.map { "\(figure.isMoreBetter ? "≥" : "≤") \(number($0))" } ?? ""
        let before = other?.figures.first { $0.name == figure.name }
        let change = before.map { String(format: "%+.0f %%", (figure.median / $0.median - 1) * 100) } ?? ""
        return columns(
            figure.name, "\(number(figure.median)) \(figure.unit)",
            figure.values.count > 1 ? String(format: "±%.0f %%", figure.spread * 50) : "", goal,
            figure.isReached.map { $0 ? "reached" : "not reached" } ?? "", change)
    }

    private static func columns(_ texts: String...) -> String {
        let widths = [46, 22, 9, 14, 13, 8]
        let padded = zip(texts, widths).map { text, width in
            text + String(repeating: " ", count: max(1, width - text.count))
        }
        return padded.joined().replacing(/\ +$/, with: "")
    }

    /// To three digits, whole numbers in groups of three.
    static func number(_ value: Double) -> String {
        guard value.isFinite else { return "none" }
        let size = abs(value)
        if size >= 100 { return Int(value.rounded()).formatted(.number.locale(Locale(identifier: "en_US"))) }
        return String(format: size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f", value)
    }
}
