/// A table of the report.
struct ReportTable: Equatable, Sendable {
    private static let noteWidth = 110

    /// A word for programs.
    let name: String
    let title: String
    /// What its numbers are.
    let note: String
    let columns: [String]
    var rows: [[ReportCell]] = []

    /// For people: columns aligned, texts to the left.
    var text: String {
        let lines = [columns] + rows.map { $0.map(\.shown) }
        let widths = columns.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        let leans = columns.indices.map { column in rows.first?[column].isText ?? true }
        let shown = lines.map { line in
            let cells = line.enumerated().map { column, cell in
                let room = String(repeating: " ", count: widths[column] - cell.count)
                return leans[column] ? cell + room : room + cell
            }
            let joined = cells.joined(separator: "  ")
            return String(joined.reversed().drop { $0 == " " }.reversed())
        }
        let body = rows.isEmpty ? "(none)" : shown.joined(separator: "\n")
        return "\(title)\n\(wrappedNote)\n\n\(body)\n"
    }

    private var wrappedNote: String {
        var lines = [""]
        for word in note.split(separator: " ") {
            let line = lines[lines.count - 1]
            if line.count + word.count >= Self.noteWidth { lines.append("") }
            lines[lines.count - 1] += (lines[lines.count - 1].isEmpty ? "" : " ") + word
        }
        return lines.joined(separator: "\n")
    }

    /// For programs: an object whose rows are arrays in the order of the columns.
    var json: String {
        let columns = columns.map(ReportCell.quoted).joined(separator: ", ")
        let rows = rows.map { "      [\($0.map(\.json).joined(separator: ", "))]" }.joined(separator: ",\n")
        return """
                {
                  "name": \(ReportCell.quoted(name)),
                  "title": \(ReportCell.quoted(title)),
                  "note": \(ReportCell.quoted(note)),
                  "columns": [\(columns)],
                  "rows": [
            \(rows)
                  ]
                }
            """
    }
}
