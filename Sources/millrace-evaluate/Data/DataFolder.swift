import Foundation

/// Where the data lies: `GROUP/SET/FILE.csv.gz`; files of labels are none of it.
struct DataFolder {
    static let ending = ".csv.gz"

    /// The files as ``SeriesSet/path`` names them, in order.
    let paths: [String]

    init(_ folder: String) throws(EvaluationProblem) {
        let all = FileManager.default.subpaths(atPath: folder) ?? []
        paths = all.filter { path in
            let parts = path.split(separator: "/")
            return parts.count == 3 && path.hasSuffix(Self.ending) && !parts[2].hasPrefix("labels")
        }
        .map { String($0.dropLast(Self.ending.count)) }.sorted()
        guard !paths.isEmpty else {
            throw .noData("\(folder) holds no GROUP/SET/FILE\(Self.ending) with the columns ts, key and value")
        }
    }
}
