import PipelineSpec
import StreamRuntime

/// A server as one part of a pipeline sees it: how to connect, and what to say when something is wrong.
struct PostgresServer: Sendable {
    let address: PostgresAddress
    /// Names the part in messages.
    let owner: String

    init(_ url: Secret, owner: String) throws(ConnectorError) {
        guard let address = PostgresAddress(url) else {
            throw .invalidSetting(
                "\(owner): this is no PostgreSQL connection string; write postgresql://user@host:5432/database or \"host=… dbname=…\""
            )
        }
        self.address = address
        self.owner = owner
    }

    func connect() throws(ConnectorError) -> PostgresConnection {
        do throws(PostgresFailure) {
            return try PostgresConnection(address)
        } catch {
            throw self.error(error, "no connection")
        }
    }

    /// What a failure means for the pipeline.
    func error(_ failure: PostgresFailure, _ what: String) -> ConnectorError {
        let place = "\(owner) (\(address.description))"
        if failure.isMissingDatabase {
            return .unusable("\(place): there is no such database; make it with: createdb \(address.database)")
        }
        if failure.isDistrust {
            let advice = "check sslmode, sslrootcert, and the certificate of the server, or sslcert and sslkey"
            return .notPermitted("\(place): \(failure.message); \(advice)")
        }
        if failure.isRefusal {
            let advice = "check the user \(address.user), its password and its rights"
            return .notPermitted("\(place): \(failure.message); \(advice)")
        }
        if failure.isConnectionLost || failure.code == nil {
            return .unreachable("\(place): \(failure.message); is PostgreSQL running there?")
        }
        if ["42P01", "3F000", "42883", "42703"].contains(failure.code) {
            return .unusable("\(place): \(failure.message); run `millrace db migrate`")
        }
        return .unusable("\(place): \(what): \(failure.message)")
    }

    /// The migrations that the database has; nil when it has no schema of Millrace's.
    func appliedMigrations(
        _ connection: PostgresConnection
    ) throws(ConnectorError) -> [(version: Int, name: String, fingerprint: String)]? {
        do throws(PostgresFailure) {
            let exists = try connection.execute("select to_regclass('millrace.migration') is not null")
            guard exists.text(0, 0) == "t" else { return nil }
            let rows = try connection.execute(
                "select version, name, fingerprint from millrace.migration order by version")
            return (0..<rows.rowCount).map { row in
                (Int(rows.integer(row, 0) ?? 0), rows.text(row, 1) ?? "", rows.text(row, 2) ?? "")
            }
        } catch {
            throw self.error(error, "the schema cannot be read")
        }
    }

    /// Refuses a database that a newer version has migrated, or whose steps were not these.
    func checkKnown(_ applied: [(version: Int, name: String, fingerprint: String)]) throws(ConnectorError) {
        for found in applied {
            guard let known = Migration.all.first(where: { $0.version == found.version }) else {
                throw .unusable(
                    "\(owner) (\(address.description)): the schema is of version \(found.version), this program knows \(Migration.newest); use a newer Millrace"
                )
            }
            guard known.fingerprint == found.fingerprint else {
                throw .unusable(
                    "\(owner) (\(address.description)): the migration \(found.name) differs from the one of this version; it was edited, or comes from another build. Use an empty database"
                )
            }
        }
    }

    /// Refuses a database whose schema is not as this version knows it.
    func checkVersion(_ connection: PostgresConnection) throws(ConnectorError) {
        let place = "\(owner) (\(address.description))"
        guard connection.serverVersion >= 140_000 else {
            throw .unusable("\(place): PostgreSQL 14 or newer is needed, this is \(connection.serverVersion / 10_000)")
        }
        guard let applied = try appliedMigrations(connection) else {
            throw .unusable("\(place): the database has no schema of Millrace; run `millrace db migrate`")
        }
        try checkKnown(applied)
        guard applied.count == Migration.all.count else {
            throw .unusable(
                "\(place): the schema is of version \(applied.last?.version ?? 0), this program needs \(Migration.newest); run `millrace db migrate`"
            )
        }
    }

    /// Refuses a database that cannot be written as this version does.
    func checkSchema(_ connection: PostgresConnection) throws(ConnectorError) {
        try checkVersion(connection)
        let place = "\(owner) (\(address.description))"
        let found: PostgresResult
        do throws(PostgresFailure) {
            found = try connection.execute(
                """
                select pg_is_in_recovery(), current_setting('server_encoding'),
                       has_table_privilege('millrace.forecast', 'insert')
                       and has_table_privilege('millrace.progress', 'update')
                       and has_table_privilege('millrace.alert_event', 'insert')
                       and has_function_privilege('millrace.ensure_partition(regclass, date)', 'execute')
                """)
        } catch {
            throw self.error(error, "the server cannot be asked")
        }
        guard found.text(0, 0) == "f" else {
            throw .unusable("\(place): the server is a standby, which cannot be written; name the primary")
        }
        guard found.text(0, 1) == "UTF8" else {
            throw .unusable("\(place): the database's encoding is \(found.text(0, 1) ?? "unknown"); UTF8 is needed")
        }
        guard found.text(0, 2) == "t" else {
            throw .notPermitted(
                "\(place): the user \(address.user) may not write the tables; run: grant millrace_writer to the user")
        }
    }
}
