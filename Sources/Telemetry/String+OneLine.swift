extension String {
    /// The same in one line that shows what it holds: what somebody sent, in a key for instance, neither begins a line, nor
    /// moves a terminal's cursor, nor turns the direction of reading, which would hide the words after it.
    ///
    /// Control characters and separators of lines become spaces, marks of direction are left out. O(n).
    package var oneLine: String {
        var line = UnicodeScalarView()
        for scalar in unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: line.append(" ")
            default: if !scalar.properties.isBidiControl { line.append(scalar) }
            }
        }
        return String(line)
    }

    /// The same of a text that has several lines: these stay.
    package var plainLines: String {
        split(separator: "\n", omittingEmptySubsequences: false).map { String($0).oneLine }.joined(separator: "\n")
    }
}
