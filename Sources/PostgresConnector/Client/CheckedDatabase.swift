import PipelineSpec
import StreamRuntime

/// A database whose schema is as this version knows it, for those who ask it something once. For one thread at a time.
struct CheckedDatabase {
    private let server: PostgresServer
    private let connection: PostgresConnection
    private let complaint: String

    /// Connects, and checks the schema.
    ///
    /// - Parameters:
    ///   - owner: whom messages are about.
    ///   - complaint: what is said where something that is asked fails.
    init(url: Secret, owner: String = "database", complaint: String = "the query failed") throws(ConnectorError) {
        server = try PostgresServer(url, owner: owner)
        connection = try server.connect()
        try server.checkVersion(connection)
        self.complaint = complaint
    }

    /// Runs one statement, or several without parameters.
    @discardableResult
    func ask(_ sql: String, _ parameters: [String?] = []) throws(ConnectorError) -> PostgresResult {
        try use(complaint) { connection throws(PostgresFailure) in try connection.execute(sql, parameters) }
    }

    /// Runs `body` on the connection.
    ///
    /// - Parameter complaint: what is said where it fails.
    func use<Result>(
        _ complaint: String, _ body: (PostgresConnection) throws(PostgresFailure) -> Result
    ) throws(ConnectorError) -> Result {
        do throws(PostgresFailure) {
            return try body(connection)
        } catch {
            throw server.error(error, complaint)
        }
    }

    /// Ends a transaction that failed.
    func rollback() { connection.rollback() }
}
