import CLibPQ
import Glibc

/// One connection to a server. For one thread at a time.
final class PostgresConnection {
    private let pointer: OpaquePointer
    /// Asked every now and then while the server does not answer: whether to wait no longer. What is under way is then
    /// left to the server, and the connection is not used again.
    var shouldGiveUp: () -> Bool = { false }
    private var isAbandoned = false

    init(_ address: PostgresAddress) throws(PostgresFailure) {
        guard let pointer = address.connect() else {
            throw PostgresFailure(code: nil, message: "out of memory", isConnectionLost: true)
        }
        self.pointer = pointer
        PQsetNoticeProcessor(pointer, { _, _ in }, nil)
        guard PQstatus(pointer) == CONNECTION_OK else { throw failure(nil) }
        PQsetnonblocking(pointer, 1)
        giveUpWhenSilent()
        try boundIdleTransactions()
        shouldGiveUp = { false }
    }

    /// A process that is paused within a transaction would keep its locks, and whoever takes over its work would wait for as
    /// long as that lasts. So the server ends such a transaction, unless it has a bound of its own.
    private func boundIdleTransactions() throws(PostgresFailure) {
        let name = "idle_in_transaction_session_timeout"
        try execute("select set_config('\(name)', '30s', false) where current_setting('\(name)') = '0'")
    }

    deinit { PQfinish(pointer) }

    /// Whether it was still good when last used.
    var isUsable: Bool { PQstatus(pointer) == CONNECTION_OK && !isAbandoned }

    /// The server's version, such as 150008.
    var serverVersion: Int32 { PQserverVersion(pointer) }

    /// The number of the process in which the server serves it.
    var serverProcess: Int32 { PQbackendPID(pointer) }

    /// Runs one statement, or several without parameters.
    @discardableResult
    func execute(_ sql: String, _ parameters: [String?] = []) throws(PostgresFailure) -> PostgresResult {
        var isSent: Int32 = 0
        if parameters.isEmpty {
            isSent = PQsendQuery(pointer, sql)
        } else {
            let texts = parameters.map { $0.map { Array($0.utf8CString) } }
            isSent = withPointers(to: texts[...], []) { values in
                PQsendQueryParams(pointer, sql, Int32(values.count), nil, values, nil, nil, 0)
            }
        }
        guard isSent == 1, let result = try lastResult() else { throw failure(nil) }
        return PostgresResult(result)
    }

    /// Waits for all results of what was sent.
    ///
    /// - Returns: the last one, nil when there is none; or the one that asks for rows to be copied.
    /// - Throws: the first that is a failure.
    private func lastResult() throws(PostgresFailure) -> OpaquePointer? {
        var last: OpaquePointer?
        var problem: PostgresFailure?
        try flush()
        do throws(PostgresFailure) {
            while true {
                while PQisBusy(pointer) == 1 { try waitForServer(toRead: true, orWrite: false) }
                guard let result = PQgetResult(pointer) else { break }
                if let last { PQclear(last) }
                last = result
                let status = PQresultStatus(result)
                if status == PGRES_COPY_IN || status == PGRES_COPY_OUT { break }
                if status != PGRES_COMMAND_OK, status != PGRES_TUPLES_OK { problem = problem ?? failure(result) }
            }
            if let problem { throw problem }
            return last
        } catch {
            if let last { PQclear(last) }
            throw error
        }
    }

    /// Waits until everything is on its way to the server.
    private func flush() throws(PostgresFailure) {
        while true {
            switch PQflush(pointer) {
            case 0: return
            case 1: try waitForServer(toRead: true, orWrite: true)
            default: throw failure(nil)
            }
        }
    }

    private func waitForServer(toRead reads: Bool, orWrite writes: Bool) throws(PostgresFailure) {
        let events = (reads ? POLLIN : 0) | (writes ? POLLOUT : 0)
        var descriptor = pollfd(fd: PQsocket(pointer), events: Int16(events), revents: 0)
        let ready = poll(&descriptor, 1, 100)
        if ready == 0, shouldGiveUp() {
            isAbandoned = true
            throw PostgresFailure(code: nil, message: "the database does not answer", isConnectionLost: true)
        }
        if ready > 0, descriptor.revents & Int16(POLLIN | POLLHUP | POLLERR) != 0, PQconsumeInput(pointer) == 0 {
            throw failure(nil)
        }
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
        guard PQsendQuery(pointer, sql) == 1, let start = try lastResult() else { throw failure(nil) }
        defer { PQclear(start) }
        guard PQresultStatus(start) == PGRES_COPY_IN else { throw failure(start) }
        let bytes = rows.finished()
        var sent = 0
        while sent < bytes.count {
            let count = min(bytes.count - sent, 1 << 20)
            let chunk = bytes.baseAddress.map { ($0 + sent).assumingMemoryBound(to: CChar.self) }
            switch PQputCopyData(pointer, chunk, Int32(count)) {
            case 1: sent += count
            case 0: try waitForServer(toRead: true, orWrite: true)
            // The server has ended it; its result says why.
            default: return try endCopy()
            }
            try flush()
        }
        while PQputCopyEnd(pointer, nil) == 0 { try waitForServer(toRead: true, orWrite: true) }
        try endCopy()
    }

    /// Shows each row of `copy … to stdout (format binary)`, as the protocol brings it.
    func copyOut(_ sql: String, _ body: (UnsafeRawBufferPointer) -> Void) throws(PostgresFailure) {
        guard PQsendQuery(pointer, sql) == 1, let start = try lastResult() else { throw failure(nil) }
        defer { PQclear(start) }
        guard PQresultStatus(start) == PGRES_COPY_OUT else { throw failure(start) }
        var isFirst = true
        while true {
            var buffer: UnsafeMutablePointer<CChar>?
            let count = PQgetCopyData(pointer, &buffer, 1)
            switch count {
            case 0: try waitForServer(toRead: true, orWrite: false)
            case -1: return try endCopy()
            case -2: throw failure(nil)
            default:
                defer { PQfreemem(buffer) }
                var row = UnsafeRawBufferPointer(start: buffer, count: Int(count))
                // Before the first row stands a header, after the last a count of -1.
                if isFirst { row = UnsafeRawBufferPointer(rebasing: row.dropFirst(Self.copyHeaderBytes)) }
                isFirst = false
                if row.count > 2 { body(row) }
            }
        }
    }

    /// Signature, flags and an empty extension.
    private static let copyHeaderBytes = 19

    /// Waits for an answer to one thing for two minutes at most, where nobody can be asked whether to go on.
    func giveUpWhenSilent() {
        let deadline = ContinuousClock.now + .seconds(120)
        shouldGiveUp = { ContinuousClock.now > deadline }
    }

    private func endCopy() throws(PostgresFailure) {
        guard let result = try lastResult() else { throw failure(nil) }
        PQclear(result)
    }

    /// Ends a transaction that an error has left open.
    func rollback() {
        if isUsable, PQtransactionStatus(pointer) != PQTRANS_IDLE { _ = try? execute("rollback") }
    }

    private func failure(_ result: OpaquePointer?) -> PostgresFailure {
        let code = result.flatMap { PQresultErrorField($0, Int32(UInt8(ascii: "C"))) }.map { String(cString: $0) }
        let primary = result.flatMap { PQresultErrorField($0, Int32(UInt8(ascii: "M"))) } ?? PQerrorMessage(pointer)
        let text = primary.map { String(cString: $0) } ?? ""
        // Its question whether the server is running is asked by the messages that are made of this.
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("\tIs the server running") }
        let line = lines.joined(separator: " ").replacing("\t", with: "")
        return PostgresFailure(
            code: code, message: line.isEmpty ? "no answer" : line, isConnectionLost: PQstatus(pointer) != CONNECTION_OK
        )
    }
}
