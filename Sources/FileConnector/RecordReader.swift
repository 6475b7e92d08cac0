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
    private let file: InputFile
    /// What stands between the cells of a row; nil where records are lines.
    private let delimiter: UInt8?
    private var buffer: [UInt8] = []
    private var position = 0
    private var isAtEnd = false
    private var hasBegun = false

    /// Opens a file, or standard input for a path of nil.
    ///
    /// - Parameters:
    ///   - shown: how messages name it.
    ///   - delimiter: what stands between the cells of comma-separated values, in which a line break inside quotes belongs
    ///     to the record; nil for lines.
    package init(path: String?, shown: String, delimiter: UInt8?) throws(ConnectorError) {
        self.shown = shown
        self.delimiter = delimiter
        var isFolder: ObjCBool = false
        if let path, FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            throw .unusable("\(shown) is a folder; a file source reads one file")
        }
        do throws(SystemError) {
            file = try InputFile(path: path)
        } catch {
            let place = path.map { $0 == shown ? shown : "\(shown), which is \($0)," } ?? shown
            let sentence = "\(place) cannot be read: \(error.reason)"
            if error.code == EACCES { throw .notPermitted("\(sentence); give this user the right to read it") }
            throw .unusable(sentence)
        }
    }

    /// How much of the file has been read, from 0 to 1; nil where its length is not known.
    package var shareRead: Double? { byteCount.map { $0 > 0 ? min(Double(bytesRead) / Double($0), 1) : 1 } }

    /// The file's size in bytes, packed if it is packed; nil where that is not known, as of a pipe.
    var byteCount: Int64? { file.byteCount }

    /// How many of ``byteCount`` have been read; from any thread.
    var bytesRead: Int64 { file.bytesRead }

    /// The next record without its line break, in memory that is valid until the next call; nil at the end.
    package func next() throws(ConnectorError) -> UnsafeRawBufferPointer? {
        if !hasBegun { try passByteOrderMark() }
        guard let end = try recordEnd() else { return nil }
        let start = position
        position = min(end + 1, buffer.count)
        var length = end - start
        if length > 0, buffer[start + length - 1] == 0x0D { length -= 1 }
        return try skippingTooLong(start, length)
    }

    private func passByteOrderMark() throws(ConnectorError) {
        hasBegun = true
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        while buffer.count < mark.count, try fill() {}
        if buffer.starts(with: mark) { position = mark.count }
    }

    /// Where the line break behind the next record stands, or the end of the file; nil when there is no further record.
    private func recordEnd() throws(ConnectorError) -> Int? {
        if position == buffer.count, try !fill() { return nil }
        guard let first = try lineEnd(from: position, atMost: Self.longestRecord) else { return buffer.count }
        guard quotation(position..<first) == .open else { return first }
        var length = first - position
        while length < Self.longestQuotation {
            // Filling may move the record within the buffer.
            if position + length + 1 >= buffer.count, try !fill() { break }
            guard let next = try lineEnd(from: position + length + 1, atMost: Self.longestQuotation) else { break }
            length = next - position
            let quotation = quotation(position..<next)
            if quotation == .closed { return next }
            // The quote that seemed to open was a stray one.
            if quotation == .malformed { break }
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

    private func quotation(_ range: Range<Int>) -> Quotation {
        guard let delimiter else { return .closed }
        return buffer.withUnsafeBytes { Quotation(of: $0[range], delimiter: delimiter) }
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
        do throws(InputProblem) {
            isAtEnd = try !file.append(to: &buffer)
        } catch {
            isAtEnd = true
            throw .inconsistent(
                "\(shown) cannot be read to its end: \(error.reason); it is damaged or still being written")
        }
        return !isAtEnd
    }
}
