import Foundation
import PipelineSpec
import PostgresConnector

/// `millrace db …`
enum DatabaseCommands {
    static let all = [migrate, check]

    private static let url = Option("url", "URL", "a PostgreSQL connection string (MILLRACE_PG)")

    private static let migrate = Command(
        "db migrate", "Make or update the schema in a database", options: [url],
        details: "May be run at any time, by several at once; what is there stays."
    ) { arguments in
        let applied = try Migrator(url: try connection(arguments)).migrate()
        print(applied.isEmpty ? "the schema is up to date" : "applied \(applied.joined(separator: ", "))")
        return .ok
    }

    private static let check = Command(
        "db check", "Find out whether a database can be written", options: [url]
    ) { arguments in
        print(try Migrator(url: try connection(arguments)).check())
        return .ok
    }

    /// The database that was named, on the command line or in the environment.
    static func connection(_ arguments: Arguments) throws -> Secret {
        if let text = arguments.text("url") { return Secret(text) }
        guard let text = ProcessInfo.processInfo.environment["MILLRACE_PG"], !text.isEmpty else {
            throw arguments.wrong(
                "name a database by --url or the environment variable MILLRACE_PG; eval \"$(ops/dev env)\" sets it for the services of ops/dev"
            )
        }
        return Secret(text)
    }
}
