import Foundation
import Testing

/// A PostgreSQL of one test's own, which it may kill.
final class PrivateServer {
    private let folder: URL
    private let variables: [String: String]
    let url: String
    /// The folder of its copy.
    private var standby: String?

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
        let command = [
            variables["MILLRACE_DEV_PG_CTL"] ?? "", "-D", variables["MILLRACE_DEV_PG_DATA"] ?? "", "-w", "-o",
            "-p \(port)", "-l", "/dev/null", "start",
        ]
        for _ in 0..<50 {
            if try output(of: command).status == 0 { return }
            usleep(100_000)
        }
        try run(command)
    }

    /// Puts a certificate and its key in the place of those it has, and speaks TLS with them from now on.
    func certify(_ files: (certificate: String, key: String)) throws {
        let data = variables["MILLRACE_DEV_PG_DATA"] ?? ""
        let owner = variables["MILLRACE_DEV_PG_USER"] ?? ""
        let mine = owner.isEmpty ? [] : ["-o", owner]
        for (file, name) in [(files.certificate, "server.crt"), (files.key, "server.key")] {
            let output = try Shell.run("/usr/bin/install", ["-m", "600"] + mine + [file, "\(data)/\(name)"])
            try #require(output.status == 0, "\(output.standardError)")
        }
        for sql in ["alter system set ssl = on", "select pg_reload_conf()"] { try ask(sql) }
    }

    /// Where it listens.
    var port: String { variables["MILLRACE_DEV_PG_PORT"] ?? "" }

    /// A copy of the server that follows it, so that nothing is committed that the copy does not have.
    ///
    /// - Returns: its port.
    func makeStandby() throws -> String {
        let data = variables["MILLRACE_DEV_PG_DATA"] ?? ""
        let copy = data + "-standby"
        let tools = URL(fileURLWithPath: variables["MILLRACE_DEV_PG_CTL"] ?? "").deletingLastPathComponent().path
        let standbyPort = try Shell.freePort()
        try run([
            "\(tools)/pg_basebackup", "-h", "127.0.0.1", "-p", port, "-U", "millrace", "-D", copy, "-R", "-c", "fast",
        ])
        try control(["-w", "-o", "-p \(standbyPort)", "-l", "/dev/null", "start"], copy)
        standby = copy
        try ask("alter system set synchronous_standby_names = '*'")
        try ask("select pg_reload_conf()")
        return standbyPort
    }

    /// The server dies, and its copy takes its place.
    func failOver() throws {
        try stop()
        try control(["-w", "promote"], standby)
    }

    /// Puts the tables of a database into a folder.
    func move(_ database: String, to folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        if let user = variables["MILLRACE_DEV_PG_USER"], !user.isEmpty {
            _ = try Shell.run(Shell.find("chown"), [user, folder.path])
        }
        try ask("create tablespace small location '\(folder.path)'")
        try ask("alter database \(database) set tablespace small")
    }

    private func ask(_ sql: String) throws {
        let output = try Shell.run(Shell.find("psql"), [url, "-Xqc", sql])
        try #require(output.status == 0, "\(output.standardError)")
    }

    func destroy() {
        if let standby { try? control(["-m", "immediate", "stop"], standby) }
        _ = try? Shell.run(
            Shell.root.appendingPathComponent("ops/dev").path, ["destroy"],
            environment: ["MILLRACE_DEV": folder.path, "MILLRACE_PG": "", "KAFKA_BROKERS": "none"])
    }

    private func control(_ arguments: [String], _ folder: String? = nil) throws {
        let data = folder ?? variables["MILLRACE_DEV_PG_DATA"] ?? ""
        try run([variables["MILLRACE_DEV_PG_CTL"] ?? "", "-D", data] + arguments)
    }

    private func run(_ command: [String]) throws {
        let output = try output(of: command)
        try #require(output.status == 0, "\(output.standardOutput)\(output.standardError)")
    }

    /// Runs a program as the server's user.
    private func output(of command: [String]) throws -> Shell.Output {
        let user = variables["MILLRACE_DEV_PG_USER"] ?? ""
        let prefix = user.isEmpty ? [] : ["runuser", "-u", user, "--"]
        // The server must not hold on to what this process holds open: its end would be waited for.
        let script = "for d in /proc/$$/fd/*; do n=${d##*/}; [ $n -gt 2 ] && eval \"exec $n>&-\"; done; exec \"$@\""
        return try Shell.run("/bin/bash", ["-c", script, "control"] + prefix + command)
    }
}
