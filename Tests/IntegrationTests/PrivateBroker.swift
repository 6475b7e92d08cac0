import Foundation
import Testing

/// A broker of one test's own, which it may stop. It writes its log to disk when it ends: what it acknowledged is gone when it
/// is killed, so that nobody could do anything about it.
final class PrivateBroker {
    private let folder: URL
    private let program: String
    private let port: String
    private var running: RunningProgram
    var address: String { "127.0.0.1:\(port)" }

    /// Nil where the scripts have not installed one.
    static let program: String? = {
        let python = Shell.root.appendingPathComponent(".millrace/venv/bin/python3").path
        let find = "from importlib.resources import files; print(files('noida_db') / 'noida-db')"
        guard FileManager.default.isExecutableFile(atPath: python),
            let found = try? Shell.run(python, ["-c", find]), found.status == 0
        else { return nil }
        return found.standardOutput.trimmed
    }()

    init(in folder: URL) throws {
        self.folder = folder
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        program = try #require(Self.program)
        port = try Shell.freePort()
        running = try Self.start(program, port, folder)
        try waitForAnswer()
    }

    deinit { running.kill() }

    /// Ends it; every connection is gone.
    func stop() throws {
        running.terminate()
        _ = try running.finish()
    }

    func start() throws {
        running = try Self.start(program, port, folder)
        try waitForAnswer()
    }

    /// Stands still, or goes on.
    func signal(_ number: Int32) { running.signal(number) }

    private static func start(_ program: String, _ port: String, _ folder: URL) throws -> RunningProgram {
        try Shell.start(
            program, ["start", "--only", "kafka", "--kafka-port", port, "--data-dir", folder.path])
    }

    private func waitForAnswer() throws {
        let kcat = Shell.find("kcat")
        for _ in 0..<100 {
            if try Shell.run(kcat, ["-L", "-b", address, "-m", "2"]).status == 0 { return }
            usleep(50_000)
        }
        Issue.record("the broker does not answer: \(running.standardError.suffix(500))")
    }
}
