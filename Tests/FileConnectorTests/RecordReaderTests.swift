import Foundation
import StreamRuntime
import Testing

@testable import FileConnector

@Suite struct RecordReaderTests {
    private func read(_ bytes: [UInt8], named name: String = "data.txt", csv: Bool = false) throws -> [String] {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString)-\(name)").path
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let reader = try RecordReader(path: path, shown: name, delimiter: csv ? UInt8(ascii: ",") : nil)
        var records: [String] = []
        while let record = try reader.next() { records.append(String(decoding: record, as: UTF8.self)) }
        return records
    }

    private func read(_ text: String, csv: Bool = false) throws -> [String] { try read(Array(text.utf8), csv: csv) }

    @Test func splitsLines() throws {
        #expect(try read("") == [])
        #expect(try read("a") == ["a"])
        #expect(try read("a\nb\n") == ["a", "b"])
        #expect(try read("a\r\n\r\n\nb") == ["a", "", "", "b"])
    }

    @Test func keepsQuotedLineBreaksTogether() throws {
        #expect(try read("1,\"a\nb\",2\n3,c,4\n", csv: true) == ["1,\"a\nb\",2", "3,c,4"])
        #expect(try read("1,\"a\nb\",2\n3,c,4\n") == ["1,\"a", "b\",2", "3,c,4"])
    }

    @Test func aQuoteThatIsNeverClosedCostsOneRecord() throws {
        let rest = (0..<20_000).map { "\($0),x,1" }
        let records = try read((["0,\"open,1"] + rest).joined(separator: "\n"), csv: true)
        #expect(records.count == 20_001)
        #expect(records[0] == "0,\"open,1" && records[20_000] == "19999,x,1")
    }

    @Test(arguments: ["1,5\" disk,2", "1,\"a,2", "1,\"a\"b,2"])
    func aStrayQuoteCostsOneRecord(stray: String) throws {
        let good = (0..<5).map { "\($0),x,1" }
        #expect(try read((good + [stray] + good + [stray] + good).joined(separator: "\n"), csv: true).count == 17)
    }

    @Test func aByteOrderMarkIsPassed() throws {
        #expect(try read([0xEF, 0xBB, 0xBF] + Array("{}\n{}".utf8)) == ["{}", "{}"])
        #expect(try read([0xEF, 0xBB]).count == 1)
    }

    @Test func cutsWhatIsTooLong() throws {
        let long = String(repeating: "x", count: 5 << 20)
        let records = try read("a\n\(long)\nb\n\(long)")
        #expect(records.map(\.utf8.count) == [1, RecordReader.longestRecord, 1, RecordReader.longestRecord])
        #expect(records[2] == "b")
    }

    @Test func manyRecordsAcrossBuffers() throws {
        let lines = (0..<100_000).map { "line \($0) " + String(repeating: "y", count: $0 % 50) }
        #expect(try read(lines.joined(separator: "\n")) == lines)
    }

    @Test func unpacksGzipAndNoticesWhenItIsCut() throws {
        let lines = (0..<5_000).map { "line \($0)" }
        let source = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).txt")
        try Data(lines.joined(separator: "\n").utf8).write(to: source)
        defer { try? FileManager.default.removeItem(atPath: source.path + ".gz") }
        let gzip = Process()
        gzip.executableURL = URL(fileURLWithPath: "/bin/gzip")
        gzip.arguments = [source.path]
        try gzip.run()
        gzip.waitUntilExit()
        let packed = [UInt8](try Data(contentsOf: URL(fileURLWithPath: source.path + ".gz")))
        #expect(try read(packed) == lines)
        #expect(throws: ConnectorError.self) { try read(Array(packed.dropLast(20))) }
        // A file may be of several parts, and be padded with zeros.
        #expect(try read(packed + packed).count == 2 * lines.count - 1)
        #expect(try read(packed + Array(repeating: 0, count: 700)) == lines)
        for damaged in [[0x1E] + Array(packed.dropFirst()), Array(packed.dropLast(20)), [1], packed.map { $0 ^ 1 }] {
            #expect(throws: ConnectorError.self) { try read(packed + damaged) }
        }
    }

    @Test func tellsHowMuchOfAFileHasBeenRead() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString)-long.txt").path
        try Data(String(repeating: "0123456789\n", count: 100_000).utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let reader = try RecordReader(path: path, shown: "long.txt", delimiter: nil)
        #expect(reader.shareRead == 0)
        var last = 0.0
        while try reader.next() != nil {
            let share = try #require(reader.shareRead)
            try #require(share >= last)
            last = share
        }
        #expect(last == 1)
    }

    @Test func saysWhatIsMissing() {
        #expect(
            throws: ConnectorError.unusable(
                "x.csv, which is /nowhere/x.csv, cannot be read: no such file or directory")
        ) {
            try RecordReader(path: "/nowhere/x.csv", shown: "x.csv", delimiter: UInt8(ascii: ","))
        }
        #expect(throws: ConnectorError.unusable("x is a folder; a file source reads one file")) {
            try RecordReader(path: "/tmp", shown: "x", delimiter: UInt8(ascii: ","))
        }
    }
}
