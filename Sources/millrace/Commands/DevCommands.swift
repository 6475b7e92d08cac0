import Foundation

/// `millrace dev …`: a private PostgreSQL, a broker and a receiver of alerts for development, by the project's own script.
enum DevCommands {
    static let all = [
        command("up", "Start a private PostgreSQL, a broker and a receiver of alerts for development"),
        command("down", "Stop them; what they hold stays"),
        command("status", "Tell whether they run, and where"),
        command("env", "Print their addresses as shell variables"),
    ]

    private static func command(_ verb: String, _ summary: String) -> Command {
        Command("dev \(verb)", summary) { _ in
            guard let script = script() else {
                Terminal.error(
                    "error: there is no ops/dev here or in a folder above; run this inside Millrace's source folder, or name your own services by MILLRACE_PG and KAFKA_BROKERS"
                )
                return .unavailable
            }
            let process = Process()
            process.executableURL = script
            process.arguments = [verb]
            try process.run()
            process.waitUntilExit()
            return ExitCode(rawValue: process.terminationStatus) ?? .unavailable
        }
    }

    /// The script of the source folder that this is run in.
    private static func script() -> URL? {
        var folder = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
        while true {
            let candidate = folder.appendingPathComponent("ops/dev")
            let package = folder.appendingPathComponent("Package.swift")
            if FileManager.default.isExecutableFile(atPath: candidate.path),
                FileManager.default.fileExists(atPath: package.path)
            {
                return candidate
            }
            let parent = folder.deletingLastPathComponent()
            if parent.path == folder.path { return nil }
            folder = parent
        }
    }
}
