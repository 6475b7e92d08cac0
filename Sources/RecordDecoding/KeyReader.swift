import TimeSeries

/// Makes the key of a record from the fields that name it.
final class KeyReader {
    /// Longer keys are refused: the database has to index them.
    static let longest = 1_000

    private let names: [String]
    private let storage: UnsafeMutableRawBufferPointer
    private var count = 0
    private var messageKey: UnsafeRawBufferPointer?

    init(_ names: [String]) {
        self.names = names
        storage = .allocate(byteCount: Self.longest, alignment: 1)
    }

    deinit { storage.deallocate() }

    /// The key of the record last read.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: storage[..<count]) }

    /// Reads the key of a record.
    ///
    /// Several fields are joined by `/`; a `/` or `\` inside one of them is escaped by `\`, so that no two keys look alike.
    func read(_ message: UnsafeRawBufferPointer?, _ reader: any FieldReader) -> Refusal? {
        count = 0
        messageKey = message
        for (index, name) in names.enumerated() {
            if index > 0, !append(UInt8(ascii: "/")) { return tooLong }
            let problem = withText(of: index, name, reader) { text in append(text, name) }
            if let problem { return problem }
        }
        return count == 0 ? Refusal(.keyMissing, "the key is empty") : nil
    }

    /// The fields of the record last read, by name.
    func labels(_ reader: any FieldReader) -> [SeriesIdentity.Label] {
        guard names != [RecordSchema.messageKey] else { return [] }
        var labels: [SeriesIdentity.Label] = []
        for (index, name) in names.enumerated() {
            _ = withText(of: index, name, reader) { text in
                let label = name == RecordSchema.messageKey ? "key" : name
                labels.append(.init(name: label, value: String(decoding: text, as: UTF8.self)))
                return nil
            }
        }
        return labels
    }

    private func withText(
        of index: Int, _ name: String, _ reader: any FieldReader, _ body: (UnsafeRawBufferPointer) -> Refusal?
    ) -> Refusal? {
        if name == RecordSchema.messageKey {
            guard let messageKey else { return Refusal(.keyMissing, "the message has no key") }
            return body(messageKey)
        }
        switch reader.field(index) {
        case .absent, .null: return Refusal(.keyMissing, "the key field \(name) is missing")
        case .text(let text): return body(text)
        case .integer(let integer): return Self.withBytes(of: "\(integer)", body)
        case .number(let number): return Self.withBytes(of: "\(number)", body)
        case .boolean(let boolean): return Self.withBytes(of: "\(boolean)", body)
        case .object, .array:
            return Refusal(.keyNotText, "the key field \(name) is \(reader.field(index).kind), not text or a number")
        }
    }

    private static func withBytes(of text: String, _ body: (UnsafeRawBufferPointer) -> Refusal?) -> Refusal? {
        var text = text
        return text.withUTF8 { body(UnsafeRawBufferPointer($0)) }
    }

    private func append(_ text: UnsafeRawBufferPointer, _ name: String) -> Refusal? {
        var isASCII = true
        for byte in text {
            if byte == 0 { return Refusal(.keyNotText, "the key field \(name) holds a NUL byte") }
            isASCII = isASCII && byte < 0x80
            if names.count > 1, byte == UInt8(ascii: "/") || byte == UInt8(ascii: "\\"), !append(UInt8(ascii: "\\")) {
                return tooLong
            }
            if !append(byte) { return tooLong }
        }
        guard isASCII || String(validating: text, as: UTF8.self) != nil else {
            return Refusal(.keyNotText, "the key field \(name) is not UTF-8")
        }
        return nil
    }

    private func append(_ byte: UInt8) -> Bool {
        guard count < Self.longest else { return false }
        storage[count] = byte
        count += 1
        return true
    }

    private var tooLong: Refusal { Refusal(.keyTooLong, "the key is longer than \(Self.longest) bytes") }
}
