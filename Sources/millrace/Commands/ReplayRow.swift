import FileConnector
import Foundation
import RecordDecoding
import StreamRuntime
import TimeSeries

/// Turns a record of a file into a message.
struct ReplayRow {
    let key: String?
    let time: String?
    let unit: String

    struct Message {
        let key: [UInt8]?
        /// Nil for a tombstone.
        let value: [UInt8]?
        let time: Timestamp?
    }

    /// The names in the first line of a CSV file.
    static func columns(of line: UnsafeRawBufferPointer?, _ path: String) throws(ConnectorError) -> [String] {
        guard let line, let names = CSVHeader.columns(of: line, delimiter: UInt8(ascii: ",")) else {
            throw .unusable("the first line of \(path) does not name the columns, each once")
        }
        return names
    }

    /// - Parameters:
    ///   - columns: of a CSV file; nil for a line of JSON, which is sent as it is.
    ///   - number: of the record, from 1, for messages.
    func message(
        of record: UnsafeRawBufferPointer, columns: [String]?, number: Int, _ path: String
    ) throws(ConnectorError) -> Message {
        let fields: [String: String]
        let value: [UInt8]
        if let columns {
            let cells = CSVHeader.cells(of: record, delimiter: UInt8(ascii: ","))
            guard cells.count == columns.count else {
                throw .inconsistent("\(path), record \(number): \(cells.count) columns, not \(columns.count)")
            }
            fields = Dictionary(zip(columns, cells)) { first, _ in first }
            value = Self.json(columns, cells)
        } else {
            value = Array(record)
            guard key != nil || time != nil else { return Message(key: nil, value: value, time: nil) }
            guard let found = Self.fields(of: value) else {
                throw .inconsistent("\(path), record \(number): it is no JSON object")
            }
            fields = found
        }
        let moment = try time.map { field throws(ConnectorError) in
            guard let text = fields[field], let moment = parse(text) else {
                throw .inconsistent("\(path), record \(number): the field \(field) holds no time in \(unit)")
            }
            return moment
        }
        if let key, fields[key] == nil {
            throw .inconsistent("\(path), record \(number): there is no field \(key)")
        }
        return Message(key: key.flatMap { fields[$0] }.map { Array($0.utf8) }, value: value, time: moment)
    }

    private static func json(_ columns: [String], _ cells: [String]) -> [UInt8] {
        var line = JSONLine()
        line.raw("{")
        for (column, cell) in zip(columns, cells) where !cell.isEmpty {
            if line.bytes.count > 1 { line.raw(",") }
            line.text(column)
            line.raw(":")
            if JSONNumber.isOne(cell) { line.raw(Array(cell.utf8)) } else { line.text(cell) }
        }
        line.raw("}")
        return line.bytes
    }

    private static func fields(of json: [UInt8]) -> [String: String]? {
        let object = try? JSONSerialization.jsonObject(with: Data(json)) as? [String: Any]
        return object?.mapValues { "\($0)" }
    }

    private func parse(_ text: String) -> Timestamp? {
        if unit == "rfc3339" { return Timestamp(rfc3339: text) }
        let units = ["s": 1e6, "ms": 1e3, "us": 1, "ns": 1e-3]
        guard let number = Double(text), let size = units[unit] else { return nil }
        return Int64(exactly: (number * size).rounded()).map { Timestamp(microseconds: $0) }
    }
}
