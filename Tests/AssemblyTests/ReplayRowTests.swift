import Foundation
import Testing

@testable import millrace

/// Rows of comma-separated values, as `produce` sends them.
@Suite struct ReplayRowTests {
    @Test(arguments: ["0", "-0", "7", "42", "-1.5", "0.25", "10.00", "1e5", "1E5", "-1e+5", "2.5e-07", "0e0"])
    func isANumber(text: String) { #expect(JSONNumber.isOne(text)) }

    @Test(
        arguments: [
            "", "-", "+1", "00", "01", "-01", "1.", ".5", "-.5", "1.e5", "1e", "1e+", "e5", "1e5.0", "1.2.3", "--1",
            "1 ", " 1",
            "1_000", "0x1F", "NaN", "nan", "Infinity", "-inf", "1\n", "1\u{301}", "٣", "1,5", "null",
        ])
    func isNone(text: String) { #expect(!JSONNumber.isOne(text)) }

    @Test func aRowBecomesAnObject() throws {
        let row = #"node-01,,007,-1.50,"a ""b"" \/é€😀""#
        #expect(try value(row) == #"{"k":"node-01","old":"007","v":-1.50,"x \"y\"":"a \"b\" \\/é€😀"}"#)
        #expect(try value(",,,,") == "{}")
    }

    /// Whatever stands in a cell, what reads the record has it again.
    @Test func everyCharacterComesThrough() throws {
        for scalar in (1..<0x300 as Range<UInt32>).compactMap(Unicode.Scalar.init) where scalar != "\"" {
            let text = "a\(Character(scalar))z"
            let object = try JSONSerialization.jsonObject(with: Data(try value("\"\(text)\",,,,").utf8))
            #expect((object as? [String: String])?["k"]?.unicodeScalars.elementsEqual(text.unicodeScalars) == true)
        }
    }

    private func value(_ row: String) throws -> String {
        let row = Array(row.utf8)
        let message = try row.withUnsafeBytes { bytes in
            try ReplayRow(key: nil, time: nil, unit: "ms").message(
                of: bytes, columns: ["k", "none", "old", "v", "x \"y\""], number: 1, "in.csv")
        }
        return String(decoding: try #require(message.value), as: UTF8.self)
    }
}
