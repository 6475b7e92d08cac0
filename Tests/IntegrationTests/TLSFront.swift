import Foundation
import Testing

/// A TLS front of the tests' broker: `tls-proxy.py`.
final class TLSFront {
    private let program: RunningProgram
    /// Its address, by the name that its certificate is about.
    let brokers: String

    /// - Parameter account: a user and a password that clients have to name.
    init(of broker: String, _ files: (certificate: String, key: String), account: [String] = []) throws {
        let port = try #require(broker.split(separator: ":").last).description
        let script = Shell.root.appendingPathComponent("Tests/IntegrationTests/tls-proxy.py").path
        let program = try Shell.start(
            Shell.find("python3"), [script, port, files.certificate, files.key] + account)
        self.program = program
        for _ in 0..<200 where !program.standardOutput.hasSuffix("\n") { usleep(50_000) }
        let own = program.standardOutput.trimmed
        try #require(Int(own) != nil, "\(program.standardError)")
        brokers = "localhost:\(own)"
    }

    deinit { program.kill() }

    /// Ends all connections that there are.
    func cut() { program.signal(SIGUSR1) }
}
