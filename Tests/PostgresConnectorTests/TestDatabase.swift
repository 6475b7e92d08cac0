import Foundation
import PipelineSpec

@testable import PostgresConnector

/// A database of one test's own, with the schema.
///
/// `@unchecked Sendable`: its connection is used by one thread at a time.
final class TestDatabase: @unchecked Sendable {
    /// A server whose user may make databases; nil where there is none.
    static let server = ProcessInfo.processInfo.environment["MILLRACE_TEST_PG"].flatMap { $0.isEmpty ? nil : $0 }

    let url: String
    let connection: PostgresConnection
    private let common: PostgresConnection
    private let name = "test_" + UUID().uuidString.lowercased().filter { $0 != "-" }

    init() throws {
        common = try PostgresServer(Secret(Self.server ?? ""), owner: "test").connect()
        try common.execute("create database \(name)")
        var parts = URLComponents(string: Self.server ?? "")
        parts?.path = "/" + name
        url = parts?.string ?? ""
        _ = try Migrator(url: Secret(url)).migrate()
        connection = try PostgresServer(Secret(url), owner: "test").connect()
    }

    deinit { _ = try? common.execute("drop database if exists \(name) with (force)") }

    func execute(_ sql: String) throws { try connection.execute(sql) }

    func waitUntilSomebodySleeps() {
        let sleeping = "select 1 from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'"
        while (try? connection.execute(sleeping).rowCount) == 0 { usleep(10_000) }
    }
}
