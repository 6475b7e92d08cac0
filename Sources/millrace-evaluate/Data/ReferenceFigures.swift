import Foundation

/// What the reference algorithm reaches on the same rows, from `ops/evaluation/reference.csv`, which says how it was made.
struct ReferenceFigures: Sendable {
    /// The horizons of its columns.
    static let horizons = [1, 6, 12, 24]
    /// Stands for the key where a figure is that of all series.
    static let allKeys = "*"

    private var figures: [[String]: [Double]] = [:]

    /// No figures.
    init() {}

    /// - Parameter text: lines of `set,rows,measure,key,h1,h6,h12,h24`, and comments that start with `#`.
    init(_ text: String) {
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false)
            guard cells.count >= 4 + Self.horizons.count else { continue }
            // A key may hold the delimiter.
            let key = cells[3..<cells.count - Self.horizons.count].joined(separator: ",")
            figures[cells[0..<3].map(String.init) + [key]] = cells.suffix(Self.horizons.count)
                .map { Double($0) ?? .nan }
        }
    }

    /// - Parameters:
    ///   - set: the path of a ``SeriesSet``.
    ///   - rows: `observations` or `time` for the recorded rows; `missing30`, `bursts50`, `spikes` for changed ones.
    ///   - measure: `ratio`, `pinball`, `start`, `mse`, `mae`, `all` or `clean`.
    /// - Returns: the figure; NaN where there is none.
    func figure(_ set: String, _ rows: String, _ measure: String, key: String = allKeys, horizon: Int) -> Double {
        guard let column = Self.horizons.firstIndex(of: horizon) else { return .nan }
        return figures[[set, rows, measure, key]]?[column] ?? .nan
    }
}
