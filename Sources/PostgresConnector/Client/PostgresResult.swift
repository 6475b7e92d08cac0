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

    /// A time that was asked for in microseconds since 1970.
    func timestamp(_ row: Int, _ column: Int) -> Timestamp? { integer(row, column).map { Timestamp(microseconds: $0) } }

    /// A value of the type `millrace.severity`.
    func severity(_ row: Int, _ column: Int) -> Severity {
        let name = text(row, column)
        return Severity.allCases.first { $0.name == name } ?? .info
    }
}
