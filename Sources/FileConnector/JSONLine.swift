/// Builds lines of JSON in one buffer.
struct JSONLine {
    private(set) var bytes: [UInt8] = []

    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    /// Text that is JSON already.
    mutating func raw(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    mutating func raw(_ part: [UInt8]) { bytes.append(contentsOf: part) }

    mutating func integer(_ number: Int64) { append("\(number)") }

    /// The shortest text that reads back as the same number; null for what is not finite.
    mutating func number(_ number: Double) {
        if number.isFinite { append(number.description) } else { raw("null") }
    }

    mutating func numbers(_ numbers: ArraySlice<Double>) {
        raw("[")
        var isFirst = true
        for number in numbers {
            if !isFirst { raw(",") }
            isFirst = false
            self.number(number)
        }
        raw("]")
    }

    mutating func text(_ text: String) {
        raw("\"")
        for byte in text.utf8 { escaped(byte) }
        raw("\"")
    }

    private mutating func escaped(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): raw("\\\"")
        case UInt8(ascii: "\\"): raw("\\\\")
        case 0x0A: raw("\\n")
        case 0x0D: raw("\\r")
        case 0x09: raw("\\t")
        case 0..<0x20:
            raw("\\u00")
            append(byte < 16 ? "0" : "1")
            append(String(byte % 16, radix: 16))
        default: bytes.append(byte)
        }
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }
}
