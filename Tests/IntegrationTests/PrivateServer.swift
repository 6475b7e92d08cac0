import Foundation
import Testing

/// A PostgreSQL of one test's own, which it may kill.
final class PrivateServer {
    private let folder: URL
    private let variables: [String: String]
    let url: String

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "millrace-pg-\(UUID().uuidString.prefix(8))")
        let environment = ["MILLRACE_DEV": folder.path, "MILLRACE_PG": "", "KAFKA_BROKERS": "none"]
        let script = Shell.root.appendingPathComponent("ops/dev").path
        let up = try Shell.run(script, ["up"], environment: environment)
        try #require(up.status == 0, "\(up.standardError)")
        let printed = try Shell.run(script, ["env"], environment: environment).standardOutput
        var found: [String: String] = [:]
        for match in printed.matches(of: /([A-Z_]+)='([^']*)'/) { found[String(match.1)] = String(match.2) }
        variables = found
        url = try #require(found["MILLRACE_PG"])
    }

    /// Stops the server as a crash would: no connection is told, nothing is written.
    func stop() throws { try control(["-m", "immediate", "stop"]) }

    /// Ends its first process, and leaves the others to find out.
    func kill() throws {
        let data = variables["MILLRACE_DEV_PG_DATA"] ?? ""
        let lock = try String(contentsOfFile: "\(data)/postmaster.pid", encoding: .utf8)
        Glibc.kill(try #require(Int32(lock.prefix { $0 != "\n" })), SIGKILL)
    }

    /// Waits for what is left of one that was killed.
    func start() throws {
        let arguments = [
            "-w", "-o", "-p \(variables["MILLRACE_DEV_PG_PORT"] ?? "")", "-l", "/dev/null", "start",
        ]
        for _ in 0..<50 {
            if try output(of: arguments).status == 0 { return }
            usleep(100_000)
        }
        try control(arguments)
    }

    func destroy() {
        _ = try? Shell.run(
            Shell.root.appendingPathComponent("ops/dev").path, ["destroy"],
            environment: ["MILLRACE_DEV": folder.path, "MILLRACE_PG": "", "KAFKA_BROKERS": "none"])
    }

    private func control(_ arguments: [String]) throws {
        let output = try output(of: arguments)
        try #require(output.status == 0, "\(output.standardOutput)\(output.standardError)")
    }

    private func output(of arguments: [String]) throws -> Shell.Output {
        let command =
            [variables["MILLRACE_DEV_PG_CTL"] ?? "", "-D", variables["MILLRACE_DEV_PG_DATA"] ?? ""] + arguments
        let user = variables["MILLRACE_DEV_PG_USER"] ?? ""
        let prefix = user.isEmpty ? [] : ["runuser", "-u", user, "--"]
        // The server must not hold on to what this process holds open: its end would be waited for.
        let script = "for d in /proc/$$/fd/*; do n=${d##*/}; [ $n -gt 2 ] && eval \"exec $n>&-\"; done; exec \"$@\""
        return try Shell.run("/bin/bash", ["-c", script, "control"] + prefix + command)
    }
}
