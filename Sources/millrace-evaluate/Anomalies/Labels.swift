import FileConnector
import Foundation
import StreamRuntime

/// What is known to be wrong in the series of a set: `labels_windows.csv` and `labels_points.csv.gz` beside its data.
struct Labels: Sendable {
    /// Within which a detection counts, first and last moment in microseconds, by key.
    let windows: [String: [ClosedRange<Int64>]]
    /// The single observations that are labelled, by key; nil where there are none in the set.
    let points: [String: Set<Int64>]?

    init(windows: [String: [ClosedRange<Int64>]], points: [String: Set<Int64>]?) {
        self.windows = windows
        self.points = points
    }

    /// - Returns: nil where the set has no labels.
    init?(of set: SeriesSet, in folder: String) throws(EvaluationProblem) {
        let parts = set.path.split(separator: "/").dropLast().joined(separator: "/")
        guard let rows = try Self.rows(of: "\(folder)/\(parts)/labels_windows.csv") else { return nil }
        var windows: [String: [ClosedRange<Int64>]] = [:]
        for row in rows where row.count == 3 {
            guard let first = Int64(row[1]), let last = Int64(row[2]), first <= last else { continue }
            windows[row[0], default: []].append(first * 1_000...last * 1_000)
        }
        self.windows = windows
        points = try Self.rows(of: "\(folder)/\(parts)/labels_points.csv.gz").map { rows in
            var points: [String: Set<Int64>] = [:]
            for row in rows where row.count == 2 {
                if let time = Int64(row[0]) { points[row[1], default: []].insert(time * 1_000) }
            }
            return points
        }
    }

    /// - Returns: the cells of a file without quotes; nil where there is no such file.
    private static func rows(of path: String) throws(EvaluationProblem) -> [[String]]? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        do throws(ConnectorError) {
            let reader = try RecordReader(path: path, shown: path, delimiter: nil)
            var rows: [[String]] = []
            while let line = try reader.next() {
                rows.append(
                    String(decoding: line, as: UTF8.self).split(separator: ",", omittingEmptySubsequences: false)
                        .map(String.init))
            }
            return Array(rows.dropFirst())
        } catch {
            throw .badData("\(error)")
        }
    }
}
