import Foundation

/// The servers that the scripts start for the tests.
struct Services {
    /// A PostgreSQL whose user may make databases.
    let postgres: String
    let brokers: String

    /// Nil where there are none: the tests that need them are skipped then.
    static let available: Services? = {
        let environment = ProcessInfo.processInfo.environment
        guard let postgres = environment["MILLRACE_TEST_PG"], !postgres.isEmpty,
            let brokers = environment["MILLRACE_TEST_BROKERS"], !brokers.isEmpty
        else { return nil }
        return Services(postgres: postgres, brokers: brokers)
    }()

    static let reason = "needs PostgreSQL and a broker, which `make test` starts"
}
