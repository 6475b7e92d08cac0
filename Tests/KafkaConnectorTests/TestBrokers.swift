import Foundation

/// The broker that `make test` starts.
enum TestBrokers {
    /// Nil where none was started.
    static let addresses = ProcessInfo.processInfo.environment["MILLRACE_TEST_BROKERS"].flatMap {
        $0.isEmpty ? nil : $0
    }
}
