import Foundation

/// What the reference scorer reaches on the same rows, from `ops/evaluation/anomaly_reference.csv`, which says how it was
/// made.
struct AnomalyReference: Sendable {
    struct Figures: Sendable {
        let standard: Double
        let fewFalse: Double
        let fewMissed: Double
        let f1: Double
        let averagePrecision: Double
    }

    private var figures: [String: Figures] = [:]

    /// - Parameter text: lines of `set,standard,low_fp,low_fn,f1,ap`, and comments that start with `#`.
    init(_ text: String) {
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let cells = line.split(separator: ",")
            let numbers = cells.dropFirst().compactMap { Double($0) }
            guard numbers.count == 5 else { continue }
            figures[String(cells[0])] = Figures(
                standard: numbers[0], fewFalse: numbers[1], fewMissed: numbers[2], f1: numbers[3],
                averagePrecision: numbers[4])
        }
    }

    /// - Parameter set: the path of a ``SeriesSet``.
    func figures(of set: String) -> Figures? { figures[set] }
}
