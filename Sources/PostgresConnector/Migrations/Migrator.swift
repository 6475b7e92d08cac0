package import PipelineSpec
package import StreamRuntime

/// Brings a database to the schema that this version of Millrace writes.
package struct Migrator: Sendable {
    private let server: PostgresServer

    /// - Throws: ``ConnectorError/invalidSetting(_:)`` when `url` is no connection string.
    package init(url: Secret) throws(ConnectorError) {
        server = try PostgresServer(url, owner: "database")
    }

    /// Applies what is missing, each step in a transaction of its own, one migrating process at a time.
    ///
    /// - Returns: the names of the steps that were applied.
    package func migrate() throws(ConnectorError) -> [String] {
        let connection = try server.connect()
        do throws(PostgresFailure) {
            try connection.execute("select pg_advisory_lock(hashtext('millrace migrations'))")
            try prepare(connection)
        } catch {
            throw server.error(error, "the database cannot be migrated")
        }
        defer { _ = try? connection.execute("select pg_advisory_unlock(hashtext('millrace migrations'))") }
        let applied = try server.appliedMigrations(connection) ?? []
        try server.checkKnown(applied)
        var names: [String] = []
        for migration in Migration.all where !applied.contains(where: { $0.version == migration.version }) {
            try apply(migration, connection)
            names.append(migration.name)
        }
        return names
    }

    /// Finds out whether the database is as this version needs it.
    ///
    /// - Returns: a sentence about it.
    package func check() throws(ConnectorError) -> String {
        let connection = try server.connect()
        try server.checkSchema(connection)
        return
            "\(server.address.description): the schema is of version \(Migration.newest), as this version of Millrace needs it"
    }

    private func prepare(_ connection: PostgresConnection) throws(PostgresFailure) {
        try connection.execute(
            """
            create schema if not exists millrace;
            comment on schema millrace is 'Forecasts of metric streams, written by Millrace.';
            create table if not exists millrace.migration (
                version     integer primary key,
                name        text not null,
                fingerprint text not null,
                applied_at  timestamptz not null default now()
            );
            comment on table millrace.migration is 'The steps by which this schema was made.';
            """)
    }

    private func apply(_ migration: Migration, _ connection: PostgresConnection) throws(ConnectorError) {
        do throws(PostgresFailure) {
            try connection.execute("begin")
            try connection.execute(migration.sql)
            try connection.execute(
                "insert into millrace.migration (version, name, fingerprint) values ($1, $2, $3)",
                ["\(migration.version)", migration.name, migration.fingerprint])
            try connection.execute("commit")
        } catch {
            connection.rollback()
            throw server.error(error, "the migration \(migration.name) failed, and left nothing behind")
        }
    }
}
