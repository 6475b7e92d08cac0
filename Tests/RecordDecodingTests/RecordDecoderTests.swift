import Testing
import TimeSeries

@testable import RecordDecoding

@Suite struct RecordDecoderTests {
    /// Decodes one record and looks at all of it while its bytes are there.
    private func decode(
        _ schema: RecordSchema, _ text: String?, key: [UInt8]? = nil, timestamp: Int64? = nil
    ) -> String {
        decode(schema, bytes: text.map { Array($0.utf8) }, key: key, timestamp: timestamp)
    }

    private func decode(
        _ schema: RecordSchema, bytes: [UInt8]?, key: [UInt8]? = nil, timestamp: Int64? = nil
    ) -> String {
        let decoder = RecordDecoder(schema)
        let padded = (bytes ?? []) + [UInt8](repeating: 0, count: 64)
        return padded.withUnsafeBytes { buffer in
            let value = bytes.map { UnsafeRawBufferPointer(rebasing: buffer[..<$0.count]) }
            return (key ?? []).withUnsafeBytes { keyBuffer in
                let refusal = decoder.decode(
                    key: key == nil ? nil : keyBuffer, value: value,
                    timestamp: timestamp.map { Timestamp(microseconds: $0) })
                if let refusal { return refusal.code.rawValue }
                let values = schema.values.indices.map { index in
                    switch decoder.value(index) {
                    case .number(let number): "\(number)"
                    case .absent: "absent"
                    case .refused(let refusal): refusal.code.rawValue
                    }
                }
                let name = String(decoding: decoder.keyBytes, as: UTF8.self)
                return "\(name) @\(decoder.time.microseconds) \(values.joined(separator: " "))"
            }
        }
    }

    private let json = RecordSchema(
        format: .json, key: ["cell"], timeField: "ts", maxFutureMicroseconds: 3_600_000_000,
        values: [.init(field: "load", name: "load"), .init(field: "/x/y", name: "y", optional: true)])

    @Test(arguments: [
        (#"{"cell":"a","ts":1700000000000,"load":1.5}"#, "a @1700000000000000 1.5 absent"),
        (#"{"load":-2,"x":{"y":7},"ts":1700000000000.5,"cell":"b"}"#, "b @1700000000000500 -2.0 7.0"),
        (#"{"cell":"a","ts":1700000000000,"load":1,"load":2,"x":null}"#, "a @1700000000000000 1.0 absent"),
        (#"{"cell":17,"ts":0,"load":1e30,"x":{"y":null}}"#, "17 @0 1e+30 absent"),
        (#"{"cell":true,"ts":-1000,"load":12345678901234567890}"#, "true @-1000000 1.2345678901234567e+19 absent"),
        (#"{"cell":"ü\u0022\\/","ts":1,"load":0}"#, "ü\"\\/ @1000 0.0 absent"),
        (#"{"cell":"a","ts":1,"load":"high","x":{"y":[]}}"#, "a @1000 wrong_type wrong_type"),
        (#"{"cell":"a","ts":1}"#, "a @1000 missing_field absent"),
        (#"{"cell":"a","ts":1,"load":null}"#, "a @1000 wrong_type absent"),
        (#"{"cell":"a","ts":1,"load":1e31}"#, "a @1000 value_out_of_range absent"),
        (#"{"cell":"a","ts":1,"load":1e999}"#, "malformed"), (#"{"cell":"a","ts":1,"load":NaN}"#, "malformed"),
        (#"{"cell":"a","ts":1,"load":1"#, "malformed"), (#"{"cell":"a","ts":1,"load":1} x"#, "malformed"),
        ("\u{FEFF}{}", "malformed"), (#"[1]"#, "not_an_object"), ("17", "not_an_object"), ("", "empty"),
        ("   ", "malformed"), ("null", "not_an_object"), (#"{"ts":1,"load":1}"#, "key_missing"),
        (#"{"cell":null,"ts":1,"load":1}"#, "key_missing"), (#"{"cell":"","ts":1,"load":1}"#, "key_missing"),
        (#"{"cell":{},"ts":1,"load":1}"#, "key_not_text"), (#"{"cell":"a\u0000b","ts":1,"load":1}"#, "key_not_text"),
        (#"{"cell":"a","load":1}"#, "time_missing"), (#"{"cell":"a","ts":"2026","load":1}"#, "time_invalid"),
        (#"{"cell":"a","ts":true,"load":1}"#, "time_invalid"),
        (#"{"cell":"a","ts":1e300,"load":1}"#, "time_out_of_range"),
        (#"{"cell":"a","ts":-9223372036854775808,"load":1}"#, "time_out_of_range"),
        (#"{"cell":"a","ts":7258118400000,"load":1}"#, "time_out_of_range"),
        (#"{"cell":"a","ts":-2208988800001,"load":1}"#, "time_out_of_range"),
    ]) func readsJSON(text: String, expected: String) {
        #expect(decode(json, text) == expected)
    }

    @Test func refusesWhatHasNoBytesOrTooMany() {
        #expect(decode(json, nil) == "tombstone")
        #expect(
            decode(json, "{\"cell\":\"a\",\"ts\":1,\"load\":1,\"pad\":\"\(String(repeating: "x", count: 1 << 20))\"}")
                == "too_large")
        let key = String(repeating: "k", count: 1_000)
        #expect(decode(json, "{\"cell\":\"\(key)\",\"ts\":1,\"load\":1}").hasPrefix(key))
        #expect(decode(json, "{\"cell\":\"\(key)k\",\"ts\":1,\"load\":1}") == "key_too_long")
        #expect(decode(json, String(repeating: "[", count: 100_000)) == "malformed")
        #expect(decode(json, String(repeating: "{\"x\":", count: 100_000)) == "malformed")
    }

    @Test func comparesTheFutureWithTheMessage() {
        let text = #"{"cell":"a","ts":1700003600000,"load":1}"#
        #expect(decode(json, text, timestamp: 1_700_000_000_000_000).hasPrefix("a @"))
        #expect(decode(json, text, timestamp: 1_699_999_999_999_999) == "time_in_future")
        #expect(decode(json, text, timestamp: .max).hasPrefix("a @"))
        #expect(decode(json, text, timestamp: .min).hasPrefix("a @"))
    }

    @Test func comparesThePastWithTheMessage() {
        let text = #"{"cell":"a","ts":1700000000000,"load":1}"#
        var schema = json
        schema.maxPastMicroseconds = 60_000_000
        #expect(decode(schema, text, timestamp: 1_700_000_060_000_000).hasPrefix("a @"))
        #expect(decode(schema, text, timestamp: 1_700_000_060_000_001) == "time_in_past")
        #expect(decode(json, text, timestamp: 1_800_000_000_000_000).hasPrefix("a @"), "any, unless it is said")
        #expect(decode(schema, text).hasPrefix("a @"), "no message to compare with")
    }

    @Test(arguments: [
        (RecordSchema.TimeUnit.seconds, "1700000000.25", 1_700_000_000_250_000),
        (.microseconds, "1700000000000001", 1_700_000_000_000_001),
        (.nanoseconds, "1700000000000001999", 1_700_000_000_000_001),
        (.nanoseconds, "-1", -1), (.rfc3339, "\"2023-11-14T22:13:20.5Z\"", 1_700_000_000_500_000),
    ]) func readsUnits(unit: RecordSchema.TimeUnit, text: String, expected: Int64) {
        let schema = RecordSchema(
            format: .json, key: ["cell"], timeField: "ts", timeUnit: unit, values: [.init(field: "load", name: "load")])
        #expect(decode(schema, "{\"cell\":\"a\",\"ts\":\(text),\"load\":1}") == "a @\(expected) 1.0")
    }

    @Test func usesTheMessagesKeyAndTimestamp() {
        let schema = RecordSchema(
            format: .json, key: ["$key"], timeField: "$timestamp", values: [.init(field: "load", name: "load")])
        #expect(decode(schema, "{\"load\":1}", key: Array("cell 7".utf8), timestamp: 5_000) == "cell 7 @5000 1.0")
        #expect(decode(schema, "{\"load\":1}", key: nil, timestamp: 5) == "key_missing")
        #expect(decode(schema, "{\"load\":1}", key: [0xFF, 0xFE], timestamp: 5) == "key_not_text")
        #expect(decode(schema, "{\"load\":1}", key: [65, 0], timestamp: 5) == "key_not_text")
        #expect(decode(schema, "{\"load\":1}", key: Array("k".utf8), timestamp: nil) == "time_missing")
        #expect(
            decode(schema, "{\"load\":1}", key: [UInt8](repeating: 65, count: 10_000), timestamp: 5) == "key_too_long")
    }

    @Test func joinsTheFieldsOfAKeyWithoutAmbiguity() {
        let schema = RecordSchema(
            format: .json, key: ["a", "b"], timeField: "ts", values: [.init(field: "load", name: "load")])
        func key(_ a: String, _ b: String) -> String {
            decode(schema, "{\"a\":\"\(a)\",\"b\":\"\(b)\",\"ts\":1,\"load\":1}")
        }
        #expect(key("x/", "y") == "x\\//y @1000 1.0")
        #expect(key("x", "/y") == "x/\\/y @1000 1.0")
        #expect(key("x\\\\", "y") == "x\\\\/y @1000 1.0")
    }

    private let csv = RecordSchema(
        format: .csv, columns: ["ts", "cell", "load"], key: ["cell"], timeField: "ts", timeUnit: .seconds,
        values: [.init(field: "load", name: "load")])

    @Test(arguments: [
        ("1700000000,a,1.5", "a @1700000000000000 1.5"), ("1700000000,a,1.5\r\n", "a @1700000000000000 1.5"),
        ("1,\"a,\"\"b\"\"\", +2 ", "a,\"b\" @1000000 2.0"), ("1,a,", "a @1000000 missing_field"),
        ("1,a,x", "a @1000000 wrong_type"), ("1,a,nan", "a @1000000 not_finite"), ("1,a,-inf", "a @1000000 not_finite"),
        ("1,a,1e400", "a @1000000 not_finite"), ("1,a,1e-400", "a @1000000 0.0"), ("1,a,-1e-400", "a @1000000 -0.0"),
        ("1,a,-1e400", "a @1000000 not_finite"), ("1,a,1e-310", "a @1000000 1e-310"),
        ("1,a", "malformed"), ("1,a,2,3", "malformed"), ("1,\"a,2", "malformed"),
        ("1,\"a\"b,2", "malformed"), ("x,a,1", "time_invalid"), (",a,1", "time_missing"), ("1,,1", "key_missing"),
        ("nan,a,1", "time_invalid"), ("1,a,1,5", "malformed"), ("1,a,0x10", "a @1000000 wrong_type"),
    ]) func readsCSV(text: String, expected: String) {
        #expect(decode(csv, text) == expected)
    }

    @Test func isNeverBroughtDown() {
        let seeds = [
            #"{"cell":"a","ts":1700000000000,"load":1.5,"x":{"y":[1,{"z":"\u00fc"}]}}"#, "1700000000,\"a\"\"b\",1.5",
        ].map { Array($0.utf8) }
        var state: UInt64 = 42
        func next(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % limit
        }
        var refused = 0
        for round in 0..<20_000 {
            var bytes = seeds[round % 2]
            for _ in 0...next(4) {
                switch next(4) {
                case 0: bytes[next(bytes.count)] = UInt8(next(256))
                case 1: bytes.insert(UInt8(next(256)), at: next(bytes.count))
                case 2: bytes.removeLast(min(bytes.count - 1, next(20)))
                default: bytes.append(contentsOf: bytes.prefix(next(30)))
                }
            }
            let result = decode(round % 2 == 0 ? json : csv, bytes: bytes)
            if !result.contains("@") { refused += 1 }
        }
        #expect(refused > 5_000 && refused < 20_000)
    }
}
