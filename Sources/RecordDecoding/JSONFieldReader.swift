import CSimdJSON

/// Fields of a JSON object.
final class JSONFieldReader: FieldReader {
    private let reader: OpaquePointer
    private let fields: UnsafeMutableBufferPointer<millrace_json_field>

    init(_ names: [String]) {
        let texts = names.map { name in
            let text = UnsafeMutablePointer<CChar>.allocate(capacity: name.utf8.count + 1)
            for (index, byte) in name.utf8CString.enumerated() { text[index] = byte }
            return text
        }
        let pointers = texts.map { UnsafePointer($0) as UnsafePointer<CChar>? }
        reader = millrace_json_reader_make(pointers, names.count)
        for text in texts { text.deallocate() }
        fields = .allocate(capacity: names.count)
        fields.initialize(repeating: millrace_json_field())
    }

    deinit {
        millrace_json_reader_free(reader)
        fields.deallocate()
    }

    func read(_ record: UnsafeRawBufferPointer) -> Refusal? {
        let document = record.bindMemory(to: CChar.self)
        switch millrace_json_read(reader, document.baseAddress, document.count, fields.baseAddress) {
        case millrace_json_ok: return nil
        case millrace_json_not_an_object: return Refusal(.notAnObject, "the record is JSON, but not an object")
        default:
            let problem = String(cString: millrace_json_problem(reader))
            return Refusal(.malformed, "the record is not JSON: \(problem)")
        }
    }

    func field(_ index: Int) -> Field { Field(fields[index]) }
}
