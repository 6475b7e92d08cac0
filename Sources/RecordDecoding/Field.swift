import CSimdJSON

/// One field of a record as it stands there.
enum Field {
    case absent
    case null
    case boolean(Bool)
    case integer(Int64)
    case number(Double)
    /// Valid until the next record is read.
    case text(UnsafeRawBufferPointer)
    case object
    case array

    init(_ field: millrace_json_field) {
        self =
            switch field.kind {
            case millrace_json_null: .null
            case millrace_json_false: .boolean(false)
            case millrace_json_true: .boolean(true)
            case millrace_json_integer: .integer(field.integer)
            case millrace_json_number: .number(field.number)
            case millrace_json_text: .text(UnsafeRawBufferPointer(start: field.text, count: field.length))
            case millrace_json_object: .object
            case millrace_json_array: .array
            default: .absent
            }
    }

    /// What it is, as messages say it.
    var kind: String {
        switch self {
        case .absent: "absent"
        case .null: "null"
        case .boolean: "a boolean"
        case .integer, .number: "a number"
        case .text: "a text"
        case .object: "an object"
        case .array: "an array"
        }
    }
}
