import RecordDecoding
import TimeSeries

/// The decoder of records. The first byte of an input chooses a schema and the second says how long the message's key is,
/// which follows; the rest is the record.
final class RecordTarget: FuzzTarget {
    private let decoders: [RecordDecoder]
    private static let readable = 64

    init(_ format: RecordSchema.Format) { decoders = Self.schemas(format).map { RecordDecoder($0) } }

    func take(_ input: UnsafeRawBufferPointer) {
        guard input.count >= 2 else { return }
        let decoder = decoders[Int(input[0]) % decoders.count]
        let keyEnd = min(2 + Int(input[1]), input.count)
        let key = UnsafeRawBufferPointer(rebasing: input[2..<keyEnd])
        // The decoder may read so many bytes behind the record, and not one more.
        let length = input.count - keyEnd
        let record = UnsafeMutableRawBufferPointer.allocate(byteCount: length + Self.readable, alignment: 1)
        defer { record.deallocate() }
        record.initializeMemory(as: UInt8.self, repeating: UInt8(ascii: "\""))
        record.copyMemory(from: UnsafeRawBufferPointer(rebasing: input[keyEnd...]))
        let value = UnsafeRawBufferPointer(rebasing: record[..<length])
        decoder.newestTime = nil
        let first = outcome(of: key, value, decoder)
        decoder.newestTime = nil
        precondition(outcome(of: key, value, decoder) == first, "the same record was read in two ways")
    }

    /// What came out, after it was looked at; as text, since a key is valid until the next record only.
    private func outcome(
        of key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, _ decoder: RecordDecoder
    ) -> String {
        let timestamp = Timestamp(microseconds: 1_700_000_000_000_000)
        if let refusal = decoder.decode(key: key, value: value, timestamp: timestamp) {
            precondition(!refusal.detail.isEmpty)
            return refusal.detail
        }
        let bytes = decoder.keyBytes
        precondition((1...1_000).contains(bytes.count) && !bytes.contains(0), "a key that cannot be stored")
        precondition(String(validating: bytes, as: UTF8.self) != nil, "a key that is no text")
        let years = Timestamp(microseconds: -2_208_988_800_000_000)..<Timestamp(microseconds: 7_258_118_400_000_000)
        precondition(years.contains(decoder.time), "a time beyond the calendar")
        var text = "\(String(decoding: bytes, as: UTF8.self)) \(decoder.time.rfc3339) \(decoder.labels().count)"
        for index in decoder.schema.values.indices {
            let value = decoder.value(index)
            if case .number(let number) = value {
                precondition(abs(number) <= 1e30, "a number that cannot be forecast")
            }
            text += " \(value)"
        }
        return text
    }

    private static func schemas(_ format: RecordSchema.Format) -> [RecordSchema] {
        let units: [RecordSchema.TimeUnit] = [.seconds, .milliseconds, .microseconds, .nanoseconds, .rfc3339]
        let values = [
            RecordSchema.Value(field: "a", name: "a"),
            .init(field: format == .json ? "/o/b" : "b", name: "b", optional: true),
        ]
        let keys = [["k"], ["$key"], ["k", "$key", format == .json ? "/o/k" : "b"]]
        return units.flatMap { unit in
            keys.map { key in
                RecordSchema(
                    format: format, delimiter: unit == .rfc3339 ? UInt8(ascii: ";") : UInt8(ascii: ","),
                    columns: ["k", "t", "a", "b"], key: key, timeField: "t", timeUnit: unit,
                    maxFutureMicroseconds: key.count == 1 ? 60_000_000 : nil,
                    maxPastMicroseconds: unit == .seconds ? 60_000_000 : nil, isNewestMeasure: unit == .seconds,
                    values: values)
            }
        }
    }
}
