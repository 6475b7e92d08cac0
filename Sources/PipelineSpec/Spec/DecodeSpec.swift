/// `decode`: how a record's bytes become fields.
package struct DecodeSpec: Equatable, Sendable {
    /// How the bytes are written.
    package var format: Format
    /// CSV: the byte between fields.
    package var delimiter: UInt8 = UInt8(ascii: ",")
    /// CSV: the names of the columns; nil takes them from the file's first line (files and stdin only).
    package var columns: [String]?

    package enum Format: String, Sendable, CaseIterable { case json, csv }

    package init(format: Format) { self.format = format }
}
