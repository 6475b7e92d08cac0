/// Text and elements of a page.
enum HTML {
    /// Text as it may stand between tags and in quoted attributes.
    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }

    /// A table that scrolls sideways where the window is narrow.
    ///
    /// - Parameter numeric: columns of numbers.
    static func table(header: [String], rows: [[String]], numeric: Set<Int>) -> String {
        func row(_ cells: [String], _ tag: String) -> String {
            let parts = cells.enumerated().map { index, cell in
                "<\(tag)\(numeric.contains(index) ? " class=\"number\"" : "")>\(escaped(cell))</\(tag)>"
            }
            return "<tr>\(parts.joined())</tr>"
        }
        let body = rows.map { row($0, "td") }.joined(separator: "\n")
        return
            "<div class=\"scroll\"><table><thead>\(row(header, "th"))</thead><tbody>\n\(body)\n</tbody></table></div>"
    }

    /// The keys of a chart, above it.
    ///
    /// - Parameter entries: a class of the style sheet, and what is drawn so.
    static func legend(_ entries: [(style: String, text: String)]) -> String {
        let items = entries.map { "<li><i class=\"key \($0.style)\"></i>\(escaped($0.text))</li>" }
        return "<ul class=\"legend\">\(items.joined())</ul>"
    }

    /// A chart drawn twice, for wide and for narrow windows; the style sheet shows one.
    static func chart(_ label: String, wide: Plot.Size, narrow: Plot.Size, _ draw: (Plot.Size) -> String) -> String {
        [("wide", wide), ("narrow", narrow)].map { name, size in
            "<svg class=\"\(name)\" viewBox=\"0 0 \(size.width) \(size.height)\" role=\"img\" aria-label=\"\(escaped(label))\">\(draw(size))</svg>"
        }.joined(separator: "\n")
    }
}
