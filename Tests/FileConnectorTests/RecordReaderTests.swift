import Foundation
import StreamRuntime
import Testing

@testable import FileConnector

@Suite struct RecordReaderTests {
    private func read(_ bytes: [UInt8], named name: String = "data.txt", csv: Bool = false) throws -> [String] {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString)-\(name)").path
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let reader = try RecordReader(path: path, shown: name, isCSV: csv)
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
    }

    @Test func tellsHowMuchOfAFileHasBeenRead() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString)-long.txt").path
        try Data(String(repeating: "0123456789\n", count: 100_000).utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let reader = try RecordReader(path: path, shown: "long.txt", isCSV: false)
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
                "x.csv cannot be read: no such file or directory; paths are taken from the pipeline file's folder")
        ) {
            try RecordReader(path: "/nowhere/x.csv", shown: "x.csv", isCSV: true)
        }
        #expect(throws: ConnectorError.unusable("x is a folder; a file source reads one file")) {
            try RecordReader(path: "/tmp", shown: "x", isCSV: true)
        }
    }
}
