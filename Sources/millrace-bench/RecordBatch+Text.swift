import StreamRuntime

extension RecordBatch {
    /// Appends a record that is a text.
    mutating func append(_ text: String, at offset: Int64) {
        var text = text
        text.withUTF8 {
            append(offset: offset, timestamp: nil, key: nil, value: UnsafeRawBufferPointer($0))
        }
    }
}
