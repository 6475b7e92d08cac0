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

    /// The same for the long suites that cause trouble, which `make trouble` runs: they count on time that a busy machine does
    /// not have.
    static let forTrouble = ProcessInfo.processInfo.environment["MILLRACE_TROUBLE"] == nil ? nil : available

    static let reason = "needs PostgreSQL and a broker, which `make test` starts"
}
