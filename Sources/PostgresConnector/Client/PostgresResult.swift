import CLibPQ
import TimeSeries

/// The rows that a statement returned.
final class PostgresResult {
    private let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { self.pointer = pointer }

    deinit { PQclear(pointer) }

    var rowCount: Int { Int(PQntuples(pointer)) }

    /// How many rows a statement changed.
    var affectedRows: Int { PQcmdTuples(pointer).flatMap { Int(String(cString: $0)) } ?? 0 }

    /// A value as text; nil for null.
    func text(_ row: Int, _ column: Int) -> String? {
        guard PQgetisnull(pointer, Int32(row), Int32(column)) == 0 else { return nil }
        return PQgetvalue(pointer, Int32(row), Int32(column)).map { String(cString: $0) }
    }

    func integer(_ row: Int, _ column: Int) -> Int64? { text(row, column).flatMap { Int64($0) } }

    func number(_ row: Int, _ column: Int) -> Double? { text(row, column).flatMap { Double($0) } }

    /// An array of numbers; those that are null are left out.
    func numbers(_ row: Int, _ column: Int) -> [Double] {
        (text(row, column) ?? "").split { "{,}".contains($0) }.compactMap { Double($0) }
    }

    /// A value of the type `bytea`; nil for null.
    func bytes(_ row: Int, _ column: Int) -> [UInt8]? {
        guard let text = text(row, column)?.utf8, text.count >= 2 else { return nil }
        // Two digits each, behind \x.
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 2 - 1)
        var high: UInt8?
        for digit in text.dropFirst(2) {
            let value = digit <= UInt8(ascii: "9") ? digit &- UInt8(ascii: "0") : digit &- UInt8(ascii: "a") &+ 10
            if let first = high { bytes.append(first << 4 | value) }
            high = high == nil ? value : nil
        }
        return bytes
    }

    /// A time that was asked for in microseconds since 1970.
    func timestamp(_ row: Int, _ column: Int) -> Timestamp? { integer(row, column).map { Timestamp(microseconds: $0) } }

    /// A value of the type `millrace.severity`.
    func severity(_ row: Int, _ column: Int) -> Severity {
        let name = text(row, column)
        return Severity.allCases.first { $0.name == name } ?? .info
    }
}
