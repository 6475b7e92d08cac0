import CLibZ
import Foundation
package import StreamRuntime

/// Splits a file, or standard input, into records: lines, or the rows of comma-separated values. What is packed by gzip is
/// unpacked.
///
/// `@unchecked Sendable`: it is handed from the thread that opens it to the one that reads it, and never used by two at once.
package final class RecordReader: @unchecked Sendable {
    /// Only so much of a longer record is handed on, enough to be refused for its length.
    static let longestRecord = (1 << 20) + 1
    /// A quoted cell that holds line breaks has to end within so many bytes; else its line is a record by itself.
    static let longestQuotation = 1 << 16

    /// The path as messages name it.
    package let shown: String
    private let file: gzFile
    private let isCSV: Bool
    private var buffer: [UInt8] = []
    private var position = 0
    private var isAtEnd = false
    /// Bytes of the file as it lies there; 0 where that is not known, as of a pipe.
    private let size: Int64

    /// Opens a file, or standard input for a path of nil.
    ///
    /// - Parameters:
    ///   - shown: how messages name it.
    ///   - isCSV: whether a line break inside quotes belongs to the record.
    package init(path: String?, shown: String, isCSV: Bool) throws(ConnectorError) {
        self.shown = shown
        self.isCSV = isCSV
        var isFolder: ObjCBool = false
        if let path, FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            throw .unusable("\(shown) is a folder; a file source reads one file")
        }
        guard let file = path.map({ gzopen($0, "rb") }) ?? gzdopen(dup(0), "rb") else {
            let reason = String(cString: strerror(errno))
            let sentence = "\(shown) cannot be read: \(reason.lowercased())"
            if errno == EACCES { throw .notPermitted("\(sentence); give this user the right to read it") }
            throw .unusable(path.map { $0 == shown ? sentence : "\(sentence); it was looked for at \($0)" } ?? sentence)
        }
        gzbuffer(file, 1 << 17)
        self.file = file
        let attributes = path.flatMap { try? FileManager.default.attributesOfItem(atPath: $0) }
        size = (attributes?[.size] as? NSNumber)?.int64Value ?? 0
    }

    deinit { gzclose(file) }

    /// How much of the file has been read, from 0 to 1; nil where its length is not known.
    package var shareRead: Double? { size > 0 ? min(Double(gzoffset(file)) / Double(size), 1) : nil }

    /// The next record without its line break, in memory that is valid until the next call; nil at the end.
    package func next() throws(ConnectorError) -> UnsafeRawBufferPointer? {
        guard let end = try recordEnd() else { return nil }
        let start = position
        position = min(end + 1, buffer.count)
        var length = end - start
        if length > 0, buffer[start + length - 1] == 0x0D { length -= 1 }
        return try skippingTooLong(start, length)
    }

    /// Where the line break behind the next record stands, or the end of the file; nil when there is no further record.
    private func recordEnd() throws(ConnectorError) -> Int? {
        if position == buffer.count, try !fill() { return nil }
        guard let first = try lineEnd(from: position, atMost: Self.longestRecord) else { return buffer.count }
        guard isCSV, hasOpenQuote(position..<first) else { return first }
        var length = first - position
        while length < Self.longestQuotation {
            // Filling may move the record within the buffer.
            if position + length + 1 >= buffer.count, try !fill() { break }
            guard let next = try lineEnd(from: position + length + 1, atMost: Self.longestQuotation) else { break }
            length = next - position
            if !hasOpenQuote(position..<next) { return next }
        }
        return try lineEnd(from: position, atMost: Self.longestRecord)
    }

    /// The next line break; nil when the file ends before, or when it is further than `limit`.
    private func lineEnd(from start: Int, atMost limit: Int) throws(ConnectorError) -> Int? {
        var offset = start - position
        while true {
            let found = lineBreak(from: position + offset)
            if let found { return found }
            offset = buffer.count - position
            if offset >= limit { return nil }
            if try !fill() { return nil }
        }
    }

    private func lineBreak(from start: Int) -> Int? {
        buffer.withUnsafeBytes { bytes -> Int? in
            guard let base = bytes.baseAddress, let found = memchr(base + start, 0x0A, bytes.count - start) else {
                return nil
            }
            return UnsafeRawPointer(found) - base
        }
    }

    private func hasOpenQuote(_ range: Range<Int>) -> Bool {
        buffer[range].reduce(0) { $1 == UInt8(ascii: "\"") ? $0 + 1 : $0 } % 2 == 1
    }

    /// A record that is longer than what is looked at: its rest is read and dropped.
    private func skippingTooLong(_ start: Int, _ length: Int) throws(ConnectorError) -> UnsafeRawBufferPointer {
        guard length >= Self.longestRecord, buffer[position - 1] != 0x0A else { return bytes(start, length) }
        let kept = Array(buffer[start..<start + Self.longestRecord])
        while true {
            position = buffer.count
            guard try fill() else { break }
            if let lineBreak = buffer[position...].firstIndex(of: 0x0A) {
                position = lineBreak + 1
                break
            }
        }
        // The kept part goes before what has not been read.
        buffer.replaceSubrange(0..<position, with: kept)
        position = kept.count
        return bytes(0, kept.count)
    }

    private func bytes(_ start: Int, _ length: Int) -> UnsafeRawBufferPointer {
        buffer.withUnsafeBytes { UnsafeRawBufferPointer(rebasing: $0[start..<start + length]) }
    }

    /// Reads on behind what the buffer holds, and drops what has been handed on.
    ///
    /// - Returns: whether there is more now.
    private func fill() throws(ConnectorError) -> Bool {
        guard !isAtEnd else { return false }
        buffer.removeFirst(position)
        position = 0
        let before = buffer.count
        let chunk = 1 << 17
        buffer.append(contentsOf: repeatElement(0, count: chunk))
        let count = buffer.withUnsafeMutableBytes { gzread(file, $0.baseAddress.map { $0 + before }, UInt32(chunk)) }
        buffer.removeLast(chunk - Int(max(count, 0)))
        if count < chunk {
            isAtEnd = count <= 0
            var code: Int32 = 0
            let problem = gzerror(file, &code).map { String(cString: $0) } ?? ""
            if count < 0 || code == Z_BUF_ERROR {
                throw .inconsistent(
                    "\(shown) cannot be read to its end: \(problem.isEmpty ? String(cString: strerror(errno)) : problem); it is damaged or still being written"
                )
            }
        }
        return count > 0
    }
}
