/// Fields of one line of comma-separated values, as RFC 4180 describes them.
final class CSVFieldReader: FieldReader {
    private static let quote = UInt8(ascii: "\"")

    private let delimiter: UInt8
    private let columnCount: Int
    /// For each field of the list, its column; nil when there is no such column.
    private let columns: [Int?]
    /// The cells of the record last split.
    private(set) var cells: [UnsafeRawBufferPointer] = []
    /// Quoted cells without their quotes; as long as the record at least, so that it never moves while one is read.
    private var unquoted: UnsafeMutableRawBufferPointer = .allocate(byteCount: 0, alignment: 1)
    private var unquotedCount = 0

    init(_ names: [String], columns header: [String], delimiter: UInt8) {
        self.delimiter = delimiter
        columnCount = header.count
        columns = names.map { header.firstIndex(of: $0) }
    }

    deinit { unquoted.deallocate() }

    func read(_ record: UnsafeRawBufferPointer) -> Refusal? {
        if let refusal = split(record) { return refusal }
        guard cells.count == columnCount else {
            return Refusal(.malformed, "the record has \(cells.count) columns, not \(columnCount)")
        }
        return nil
    }

    /// Finds the cells of a record.
    func split(_ record: UnsafeRawBufferPointer) -> Refusal? {
        cells.removeAll(keepingCapacity: true)
        unquotedCount = 0
        var rest = record[...]
        if rest.last == 0x0A { rest.removeLast() }
        if rest.last == 0x0D { rest.removeLast() }
        while true {
            if rest.first == Self.quote {
                guard let cell = takeQuoted(&rest, of: record.count) else {
                    return Refusal(
                        .malformed, "column \(cells.count + 1) has a quote that is not closed, or text behind it")
                }
                cells.append(cell)
            } else {
                let end = rest.firstIndex(of: delimiter) ?? rest.endIndex
                cells.append(UnsafeRawBufferPointer(rebasing: rest[rest.startIndex..<end]))
                rest = rest[end...]
            }
            guard rest.first == delimiter else { break }
            rest.removeFirst()
        }
        return nil
    }

    func field(_ index: Int) -> Field {
        guard let column = columns[index] else { return .absent }
        let cell = cells[column]
        return cell.isEmpty ? .absent : .text(cell)
    }

    /// Takes a quoted cell up to the delimiter or the end.
    private func takeQuoted(
        _ rest: inout Slice<UnsafeRawBufferPointer>, of length: Int
    ) -> UnsafeRawBufferPointer? {
        if unquoted.count < length {
            unquoted.deallocate()
            unquoted = .allocate(byteCount: length, alignment: 1)
        }
        let start = unquotedCount
        rest.removeFirst()
        while let byte = rest.popFirst() {
            if byte == Self.quote {
                if rest.first != Self.quote {
                    guard rest.isEmpty || rest.first == delimiter else { return nil }
                    return UnsafeRawBufferPointer(rebasing: unquoted[start..<unquotedCount])
                }
                rest.removeFirst()
            }
            unquoted[unquotedCount] = byte
            unquotedCount += 1
        }
        return nil
    }
}
