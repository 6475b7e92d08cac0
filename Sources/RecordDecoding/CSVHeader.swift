/// Whole lines of comma-separated values, where speed does not matter.
package enum CSVHeader {
    /// The names in a table's first line; nil when the line cannot be read, or names a column twice.
    package static func columns(of line: UnsafeRawBufferPointer, delimiter: UInt8) -> [String]? {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let bytes = line.starts(with: mark) ? UnsafeRawBufferPointer(rebasing: line[3...]) : line
        guard String(validating: bytes, as: UTF8.self) != nil else { return nil }
        let names = cells(of: bytes, delimiter: delimiter)
        return Set(names).count == names.count && !names.isEmpty ? names : nil
    }

    /// The cells of a line; none when its quotes do not match.
    package static func cells(of line: UnsafeRawBufferPointer, delimiter: UInt8) -> [String] {
        let reader = CSVFieldReader([], columns: [], delimiter: delimiter)
        guard reader.split(line) == nil else { return [] }
        return reader.cells.map { String(decoding: $0, as: UTF8.self) }
    }
}
