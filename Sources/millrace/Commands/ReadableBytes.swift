import Telemetry

/// What somebody sent, for people: as text where it is, whatever it holds; else in hexadecimal digits.
struct ReadableBytes {
    private static let shownBytes = 4_096
    private static let bytesPerLine = 16

    let bytes: [UInt8]

    /// The text; nil where the bytes are none, or hold control characters.
    private var text: String? {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        let isText = text.unicodeScalars.allSatisfy {
            $0.value >= 32 && $0.value != 127 || "\t\r\n".unicodeScalars.contains($0)
        }
        return isText ? text : nil
    }

    /// In one line of at most `width` characters.
    func line(width: Int) -> String {
        let line = text?.oneLine ?? "0x" + bytes.prefix(width).map(Self.hexadecimal).joined()
        return line.count <= width ? line : line.prefix(max(width - 1, 0)) + "…"
    }

    /// In as many lines as it takes, indented by two: at most 4 KiB of it.
    var block: String {
        let rest = bytes.count - Self.shownBytes
        let tail = rest > 0 ? ["… and \(Figures.count(Int64(rest))) bytes more"] : []
        let shown = ReadableBytes(bytes: Array(bytes.prefix(Self.shownBytes)))
        // A cut may be in the middle of a character.
        let lines = text != nil ? [String(decoding: shown.bytes, as: UTF8.self).plainLines] : shown.dump
        return (lines + tail).flatMap { $0.split(separator: "\n", omittingEmptySubsequences: false) }.map { "  \($0)" }
            .joined(separator: "\n")
    }

    /// Sixteen bytes a line, with the characters that are ASCII.
    private var dump: [String] {
        stride(from: 0, to: bytes.count, by: Self.bytesPerLine).map { start in
            let part = bytes[start..<min(start + Self.bytesPerLine, bytes.count)]
            let digits = part.map(Self.hexadecimal).joined(separator: " ")
            let padding = String(repeating: " ", count: Self.bytesPerLine * 3 - 1 - digits.count)
            let letters = part.map { (32...126).contains($0) ? String(UnicodeScalar($0)) : "." }.joined()
            let place = String(start, radix: 16)
            return String(repeating: "0", count: max(0, 6 - place.count)) + "\(place)  \(digits)\(padding)  \(letters)"
        }
    }

    private static func hexadecimal(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }
}
