import Foundation
import Testing

/// A Prometheus Alertmanager of one test's own, whose notifications go to a test server.
final class Alertmanager {
    static let path = "/usr/bin/prometheus-alertmanager"
    static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: path) }

    let url: String
    private let process = Process()
    private let folder: URL

    init(notifying server: TestServer) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("millrace-am-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let configuration = """
            route: {receiver: test, group_by: [fingerprint], group_wait: 0s, group_interval: 1s, repeat_interval: 1h}
            receivers: [{name: test, webhook_configs: [{url: "\(server.url)/told", send_resolved: true}]}]
            """
        let file = folder.appendingPathComponent("alertmanager.yml")
        try Data(configuration.utf8).write(to: file)
        let port = try Self.freePort()
        url = "http://127.0.0.1:\(port)"
        process.executableURL = URL(fileURLWithPath: Self.path)
        process.arguments = [
            "--config.file=\(file.path)", "--storage.path=\(folder.path)/data",
            "--web.listen-address=127.0.0.1:\(port)", "--cluster.listen-address=",
        ]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        while get("/-/ready") == nil {
            try #require(process.isRunning)
            usleep(50_000)
        }
    }

    deinit {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    /// What is firing there: each alert's labels, and what else it has.
    func alerts() throws -> [AlertmanagerView] {
        let text = try #require(get("/api/v2/alerts?active=true"))
        return try JSONDecoder().decode([AlertmanagerView].self, from: Data(text.utf8))
    }

    private func get(_ path: String) -> String? {
        let script = "import sys, urllib.request; sys.stdout.write(urllib.request.urlopen(sys.argv[1]).read().decode())"
        return try? Self.python(script, url + path)
    }

    private static func freePort() throws -> String {
        try python(
            "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); print(s.getsockname()[1], end='')", "")
    }

    private static func python(_ script: String, _ argument: String) throws -> String {
        let (process, output) = (Process(), Pipe())
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments = ["-c", script, argument]
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.fileReadUnknown) }
        return String(decoding: data, as: UTF8.self)
    }
}
