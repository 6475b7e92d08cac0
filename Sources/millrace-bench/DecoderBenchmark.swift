import RecordDecoding

/// Measures the processor time of decoding one record: key, time and one value.
struct DecoderBenchmark {
    let name: String
    let schema: RecordSchema
    /// One record, as bytes with the room behind it that the decoder asks for.
    private let bytes: [UInt8]
    let length: Int

    private static let rounds = 2_000_000
    private static let padding = 64

    static let jsonRecord =
        #"{"cell":"cell-000123","ts":1700000000000,"region":"north","load":57.25,"users":118}"#

    init(_ name: String, _ schema: RecordSchema, record: String) {
        self.name = name
        self.schema = schema
        length = record.utf8.count
        bytes = Array(record.utf8) + Array(repeating: 0, count: Self.padding)
    }

    static let all = [
        DecoderBenchmark(
            "JSON",
            RecordSchema(format: .json, key: ["cell"], timeField: "ts", values: [.init(field: "load", name: "load")]),
            record: jsonRecord),
        DecoderBenchmark(
            "CSV",
            RecordSchema(
                format: .csv, columns: ["cell", "ts", "region", "load", "users"], key: ["cell"], timeField: "ts",
                values: [.init(field: "load", name: "load")]),
            record: "cell-000123,1700000000000,north,57.25,118"),
    ]

    func nanosecondsPerRecord() -> Double {
        let decoder = RecordDecoder(schema)
        var sum = 0.0
        let start = ProcessorTime.seconds()
        bytes.withUnsafeBytes { buffer in
            let record = UnsafeRawBufferPointer(rebasing: buffer[..<length])
            for _ in 0..<Self.rounds {
                guard decoder.decode(key: nil, value: record, timestamp: nil) == nil,
                    case .number(let number) = decoder.value(0)
                else { preconditionFailure("the record of \(name) is refused") }
                sum += number
            }
        }
        let spent = ProcessorTime.seconds() - start
        return sum.isFinite ? spent / Double(Self.rounds) * 1e9 : .nan
    }
}
