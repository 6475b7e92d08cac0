/// What a snapshot is of. Any text may stand in it.
package struct SnapshotName: Hashable, Sendable {
    package var pipeline: String
    package var source: String
    /// The topic, or the path of a file as the pipeline file writes it.
    package var topic: String
    /// The number of the partition; 0 for a file.
    package var partition: Int32

    package init(pipeline: String, source: String, topic: String, partition: Int32) {
        self.pipeline = pipeline
        self.source = source
        self.topic = topic
        self.partition = partition
    }

    /// A path below the store's folder, one component for each part; bytes that are not plain are written as `%XX`.
    package var relativePath: String {
        [pipeline, source, topic].map(Self.escaped).joined(separator: "/") + "/\(partition)"
    }

    static func escaped(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                result.unicodeScalars.append(UnicodeScalar(byte))
            case UInt8(ascii: ".") where !result.isEmpty: result.append(".")
            default:
                let hex = String(byte, radix: 16, uppercase: true)
                result += "%" + (hex.count == 1 ? "0" + hex : hex)
            }
        }
        return result.isEmpty ? "%" : result
    }

    /// The text whose escape is `name`; nil where there is none.
    static func unescaped(_ name: String) -> String? {
        if name == "%" { return "" }
        var bytes: [UInt8] = []
        var rest = Array(name.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
