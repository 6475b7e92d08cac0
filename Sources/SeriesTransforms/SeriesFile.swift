import Foundation
import Snapshots

/// The memory of one series as a file: a line that says what it is, a line of JSON that says whose it is, the bytes of its
/// block, and a check value of all that.
package struct SeriesFile: Equatable, Sendable {
    /// Whose memory it is, and as of when.
    package struct Header: Codable, Equatable, Sendable {
        package var pipeline: String
        package var model: String
        package var key: String
        package var metric: String
        /// Everything that the block depends on, and how it is written down.
        package var settings: String
        package var source: String
        package var topic: String
        package var partition: Int32
        /// It contains everything before this offset.
        package var offset: Int64
        /// The newest event time of its partition then, RFC 3339.
        package var time: String?
    }

    /// Why bytes are no such file, as the end of a sentence.
    package struct Problem: Error, Equatable { package let text: String }

    private static let magic = Array("millrace-series 1\n".utf8)

    package var header: Header
    package var block: [UInt8]

    package init(header: Header, block: [UInt8]) {
        self.header = header
        self.block = block
    }

    package var bytes: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let line = (try? encoder.encode(header)).map(Array.init) ?? []
        let content = Self.magic + line + [0x0A] + block
        return content + withUnsafeBytes(of: Self.check(content[...]).littleEndian, Array.init)
    }

    package init(reading bytes: [UInt8]) throws(Problem) {
        guard bytes.starts(with: Self.magic) else {
            let isOther = bytes.starts(with: Self.magic.dropLast(2))
            throw Problem(text: isOther ? "was written by another version of Millrace" : "is no export of a series")
        }
        let content = bytes.dropLast(4)
        let value = bytes.suffix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard content.count > Self.magic.count, Self.check(content) == value,
            let end = content[Self.magic.count...].firstIndex(of: 0x0A),
            let header = try? JSONDecoder().decode(Header.self, from: Data(content[Self.magic.count..<end]))
        else { throw Problem(text: "is damaged, or not whole: its check value is not that of its bytes") }
        self.init(header: header, block: Array(content[(end + 1)...]))
    }

    private static func check(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        var check = CRC32C()
        bytes.withUnsafeBytes { check.update($0) }
        return check.value
    }
}
