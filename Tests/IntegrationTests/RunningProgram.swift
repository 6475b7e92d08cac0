import Foundation

/// A program under way. Its output goes to files, so that it never waits for a reader.
final class RunningProgram {
    let process = Process()
    private let folder: URL

    init(_ path: String, _ arguments: [String], _ environment: [String: String], _ input: String?) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("millrace-run-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for name in ["out", "err"] { try Data().write(to: folder.appendingPathComponent(name)) }
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.currentDirectoryURL = Shell.root
        process.standardOutput = try FileHandle(forWritingTo: folder.appendingPathComponent("out"))
        process.standardError = try FileHandle(forWritingTo: folder.appendingPathComponent("err"))
        if let input {
            let file = folder.appendingPathComponent("in")
            try Data(input.utf8).write(to: file)
            process.standardInput = try FileHandle(forReadingFrom: file)
        } else {
            process.standardInput = FileHandle.nullDevice
        }
        try process.run()
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// Ends it as a crash would.
    func kill() {
        Glibc.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Asks it to end.
    func terminate() { process.terminate() }

    var standardError: String { text("err") }
    var standardOutput: String { text("out") }

    private func text(_ name: String) -> String {
        (try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)) ?? ""
    }

    func finish() throws -> Shell.Output {
        process.waitUntilExit()
        let status = process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
        return Shell.Output(
            status: status,
            standardOutput: try String(contentsOf: folder.appendingPathComponent("out"), encoding: .utf8),
            standardError: standardError)
    }
}
