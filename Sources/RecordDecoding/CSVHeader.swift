/// The first line of a table of comma-separated values.
package enum CSVHeader {
    /// The names of the columns; nil when the line cannot be read, or names a column twice.
    package static func columns(of line: UnsafeRawBufferPointer, delimiter: UInt8) -> [String]? {
        var bytes = line[...]
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        var names: [String] = []
        for cell in bytes.split(separator: delimiter, omittingEmptySubsequences: false) {
            guard var name = String(validating: cell, as: UTF8.self) else { return nil }
            if name.count >= 2, name.hasPrefix("\""), name.hasSuffix("\"") {
                name = String(name.dropFirst().dropLast())
            }
            names.append(name)
        }
        return Set(names).count == names.count ? names : nil
    }
}
