import PipelineSpec

/// Two pipelines side by side.
struct ReportComparison {
    let comparison: BacktestComparison

    var html: String {
        let text = BacktestComparisonText(comparison: comparison)
        let tables = comparison.groups.map { group in
            let table = text.table(group)
            return "<h3 class=\"above\">\(HTML.escaped(text.title(group)))</h3>\n"
                + HTML.table(header: table.header, rows: table.rows, numeric: table.rightAligned)
        }
        return
            "<h2>Beside \(HTML.escaped(comparison.other.spec.name))</h2>\n<p class=\"muted\">\(HTML.escaped(text.heading))</p>\n"
            + tables.joined(separator: "\n")
    }
}
