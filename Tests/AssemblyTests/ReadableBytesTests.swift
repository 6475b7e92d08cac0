import Testing

@testable import millrace

/// Bytes that somebody sent, as people are shown them.
@Suite struct ReadableBytesTests {
    @Test func textIsShownAsTextInLines() {
        let bytes = ReadableBytes(bytes: Array("{\"a\":\n\t\"ü\u{202E}\"}".utf8))
        #expect(bytes.block == "  {\"a\":\n   \"ü\"}")
        #expect(bytes.line(width: 6) == "{\"a\":…")
    }

    @Test func whatIsNoTextIsShownInDigits() {
        let bytes = ReadableBytes(bytes: [0xFF, 0x00, 0x41, 0x1B])
        #expect(bytes.line(width: 20) == "0xff00411b")
        #expect(bytes.block == "  000000  ff 00 41 1b\(String(repeating: " ", count: 36))  ..A.")
        #expect(ReadableBytes(bytes: Array("\u{1B}[2J".utf8)).line(width: 20) == "0x1b5b324a")
        #expect(ReadableBytes(bytes: []).line(width: 5).isEmpty)
    }

    @Test func ofMuchTheBeginningIsShown() {
        let text = ReadableBytes(bytes: Array(repeating: 0x61, count: 5_000)).block
        #expect(text.hasSuffix("\n  … and 904 bytes more") && text.count < 4_200)
        #expect(ReadableBytes(bytes: Array(repeating: 0xFF, count: 5_000)).block.hasSuffix("… and 904 bytes more"))
    }
}
