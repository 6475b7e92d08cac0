/// Room for the sentence with which librdkafka explains a refusal.
struct ErrorText {
    private var buffer = [CChar](repeating: 0, count: 512)

    /// Calls `body` with the room and its size in bytes.
    mutating func fill<Result>(_ body: (UnsafeMutablePointer<CChar>?, Int) -> Result) -> Result {
        buffer.withUnsafeMutableBufferPointer { body($0.baseAddress, $0.count) }
    }

    /// The sentence, up to its terminating zero.
    var text: String {
        String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
