import Foundation
import Testing

/// A broker of one test's own, which it may kill.
final class PrivateBroker {
    private let folder: URL
    private let environment: [String: String]
    private(set) var address = ""

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "millrace-broker-\(UUID().uuidString.prefix(8))")
        environment = [
            "MILLRACE_DEV": folder.path, "MILLRACE_PG": "none", "MILLRACE_HOOK": "none", "KAFKA_BROKERS": "",
        ]
        try start()
        let printed = try dev("env")
        address = String(try #require(printed.firstMatch(of: /KAFKA_BROKERS='([^']+)'/)).1)
    }

    func start() throws { _ = try dev("up") }

    /// As a crash would.
    func kill() throws {
        let text = try String(contentsOf: folder.appendingPathComponent("kafka-pid"), encoding: .utf8)
        let process = try #require(Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)))
        Glibc.kill(process, SIGKILL)
        while Glibc.kill(process, 0) == 0 { usleep(10_000) }
    }

    func destroy() { _ = try? dev("destroy") }

    private func dev(_ command: String) throws -> String {
        let output = try Shell.run(
            Shell.root.appendingPathComponent("ops/dev").path, [command], environment: environment)
        try #require(output.status == 0, "\(output.standardError)")
        return output.standardOutput
    }
}
