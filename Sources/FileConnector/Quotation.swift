/// Whether the quotes of some cells match, as RFC 4180 has them: one opens only at the start of a cell, two inside a quoted
/// cell stand for one, and behind the closing one the cell ends.
enum Quotation {
    case closed
    /// The last cell's quote is not closed yet.
    case open
    /// Text stands behind a closing quote.
    case malformed

    init(of cells: Slice<UnsafeRawBufferPointer>, delimiter: UInt8) {
        let quote = UInt8(ascii: "\"")
        guard cells.contains(quote) else {
            self = .closed
            return
        }
        var isAtStart = true
        var isInside = false
        var isBehind = false
        for byte in cells {
            if isInside {
                if byte == quote { (isInside, isBehind) = (false, true) }
            } else if isBehind, byte == quote {
                (isInside, isBehind) = (true, false)
            } else if byte == delimiter {
                (isAtStart, isBehind) = (true, false)
            } else if isBehind {
                guard byte == 0x0D else {
                    self = .malformed
                    return
                }
            } else {
                isInside = isAtStart && byte == quote
                isAtStart = false
            }
        }
        self = isInside ? .open : .closed
    }
}
