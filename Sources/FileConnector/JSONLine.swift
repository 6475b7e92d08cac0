/// Builds lines of JSON in one buffer.
package struct JSONLine {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    /// Text that is JSON already.
    package mutating func raw(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    /// The same, of bytes.
    package mutating func raw(_ part: [UInt8]) { bytes.append(contentsOf: part) }

    /// The name of a further member of an object.
    mutating func member(_ name: String) {
        raw(",")
        text(name)
        raw(":")
    }

    mutating func integer(_ number: Int64) { append("\(number)") }

    /// The shortest text that reads back as the same number; null for what is not finite.
    mutating func number(_ number: Double) {
        if number.isFinite { append(number.description) } else { raw("null") }
    }

    mutating func numbers(_ numbers: ArraySlice<Double>) { list(numbers) { $0.number($1) } }

    mutating func texts(_ texts: [String]) { list(texts) { $0.text($1) } }

    private mutating func list<Element>(
        _ elements: some Collection<Element>, _ append: (inout JSONLine, Element) -> Void
    ) {
        raw("[")
        var isFirst = true
        for element in elements {
            if !isFirst { raw(",") }
            isFirst = false
            append(&self, element)
        }
        raw("]")
    }

    /// A text in quotes.
    package mutating func text(_ text: String) {
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
