import Telemetry

/// Rows in columns, for people; a cell is one line, whatever it holds.
struct Table {
    let header: [String]
    let rows: [[String]]
    /// Columns of numbers.
    let rightAligned: Set<Int>

    var text: String {
        let all = [header] + rows.map { $0.map(\.oneLine) }
        let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            row.indices.map { column in
                let padding = String(repeating: " ", count: widths[column] - row[column].count)
                return rightAligned.contains(column) ? padding + row[column] : row[column] + padding
            }
            .joined(separator: "  ").trimmingSuffix(while: \.isWhitespace)
        }
        .joined(separator: "\n")
    }
}

extension String {
    fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> String {
        var text = self
        while let last = text.last, predicate(last) { text.removeLast() }
        return text
    }
}
