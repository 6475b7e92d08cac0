import CLibPQ

/// One connection to a server. For one thread at a time.
final class PostgresConnection {
    private let pointer: OpaquePointer

    init(_ address: PostgresAddress) throws(PostgresFailure) {
        guard let pointer = address.connect() else {
            throw PostgresFailure(code: nil, message: "out of memory", isConnectionLost: true)
        }
        self.pointer = pointer
        PQsetNoticeProcessor(pointer, { _, _ in }, nil)
        guard PQstatus(pointer) == CONNECTION_OK else { throw failure(nil) }
    }

    deinit { PQfinish(pointer) }

    /// Whether it was still good when last used.
    var isUsable: Bool { PQstatus(pointer) == CONNECTION_OK }

    /// The server's version, such as 150008.
    var serverVersion: Int32 { PQserverVersion(pointer) }

    /// Runs one statement, or several without parameters.
    @discardableResult
    func execute(_ sql: String, _ parameters: [String?] = []) throws(PostgresFailure) -> PostgresResult {
        let result: OpaquePointer?
        if parameters.isEmpty {
            result = PQexec(pointer, sql)
        } else {
            let texts = parameters.map { $0.map { Array($0.utf8CString) } }
            result = withPointers(to: texts[...], []) { values in
                PQexecParams(pointer, sql, Int32(values.count), nil, values, nil, nil, 0)
            }
        }
        guard let result else { throw failure(nil) }
        let status = PQresultStatus(result)
        guard status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK else {
            defer { PQclear(result) }
            throw failure(result)
        }
        return PostgresResult(result)
    }

    private func withPointers<Value>(
        to texts: ArraySlice<[CChar]?>, _ pointers: [UnsafePointer<CChar>?],
        _ body: ([UnsafePointer<CChar>?]) -> Value
    ) -> Value {
        guard let first = texts.first else { return body(pointers) }
        guard let text = first else { return withPointers(to: texts.dropFirst(), pointers + [nil], body) }
        return text.withUnsafeBufferPointer {
            withPointers(to: texts.dropFirst(), pointers + [$0.baseAddress], body)
        }
    }

    /// Sends rows by `copy … from stdin (format binary)`.
    ///
    /// - Returns: nothing; the rows are there, or it throws.
    func copy(_ sql: String, _ rows: CopyBuffer) throws(PostgresFailure) {
        guard let start = PQexec(pointer, sql) else { throw failure(nil) }
        defer { PQclear(start) }
        guard PQresultStatus(start) == PGRES_COPY_IN else { throw failure(start) }
        let bytes = rows.finished()
        var sent = 0
        while sent < bytes.count {
            let count = min(bytes.count - sent, 1 << 20)
            let chunk = bytes.baseAddress.map { ($0 + sent).assumingMemoryBound(to: CChar.self) }
            guard PQputCopyData(pointer, chunk, Int32(count)) == 1 else { throw failure(nil) }
            sent += count
        }
        guard PQputCopyEnd(pointer, nil) == 1 else { throw failure(nil) }
        var problem: PostgresFailure?
        while let result = PQgetResult(pointer) {
            if PQresultStatus(result) != PGRES_COMMAND_OK, problem == nil { problem = failure(result) }
            PQclear(result)
        }
        if let problem { throw problem }
    }

    /// Whether an error would leave a transaction open.
    func rollback() {
        if isUsable, PQtransactionStatus(pointer) != PQTRANS_IDLE { PQclear(PQexec(pointer, "rollback")) }
    }

    private func failure(_ result: OpaquePointer?) -> PostgresFailure {
        let code = result.flatMap { PQresultErrorField($0, Int32(UInt8(ascii: "C"))) }.map { String(cString: $0) }
        let primary = result.flatMap { PQresultErrorField($0, Int32(UInt8(ascii: "M"))) } ?? PQerrorMessage(pointer)
        let text = primary.map { String(cString: $0) } ?? ""
        let line = text.split(separator: "\n").joined(separator: " ").replacing("\t", with: "")
        return PostgresFailure(
            code: code, message: line.isEmpty ? "no answer" : line, isConnectionLost: PQstatus(pointer) != CONNECTION_OK
        )
    }
}
