import Foundation

/// How long a person waits for the program to answer.
struct StartSubject: Subject {
    /// The program is not there.
    struct NoProgram: Error, CustomStringConvertible {
        let path: String
        var description: String { "there is no program \(path): swift build -c release --product millrace" }
    }

    static let name = "start"
    static let about = "start of the program: --help, validate"

    private static let pipeline = "pipelines/backbone.yaml"
    private static let starts = 10

    func measure(_ effort: Effort) throws -> [Figure] {
        let folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        let program = folder.appendingPathComponent("millrace").path
        guard FileManager.default.isExecutableFile(atPath: program) else { throw NoProgram(path: program) }
        return try [(["--help"], 20.0), (["validate", Self.pipeline], 50)].map { arguments, goal in
            let values = try (0..<effort.repetitions).map { _ in try Self.milliseconds(program, arguments) }
            return Figure("start of millrace \(arguments[0])", "ms", values, goal: goal)
        }
    }

    /// The median of some starts.
    private static func milliseconds(_ program: String, _ arguments: [String]) throws -> Double {
        let times = try (0..<starts).map { _ in
            let process = Process()
            process.executableURL = URL(fileURLWithPath: program)
            process.arguments = arguments
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            let start = ContinuousClock.now
            try process.run()
            process.waitUntilExit()
            return (ContinuousClock.now - start) / .milliseconds(1)
        }
        return times.sorted()[starts / 2]
    }
}
