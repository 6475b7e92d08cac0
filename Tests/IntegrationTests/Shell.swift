import Foundation

/// Runs other programs.
struct Shell {
    struct Output {
        let status: Int32
        let standardOutput: String
        let standardError: String
    }

    /// The root of the repository.
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The folder of the programs that were built with the tests.
    static let products =
        Bundle.main.bundleURL.path.hasSuffix(".xctest")
        ? Bundle.main.bundleURL.deletingLastPathComponent() : Bundle.main.bundleURL

    /// The program under test: another build of it where the environment names one.
    static let program =
        ProcessInfo.processInfo.environment["MILLRACE_TEST_PROGRAM"] ?? products.appendingPathComponent("millrace").path

    /// Runs a program to its end.
    @discardableResult
    static func run(
        _ path: String, _ arguments: [String], environment: [String: String] = [:], input: String? = nil
    ) throws -> Output {
        try start(path, arguments, environment: environment, input: input).finish()
    }

    /// Starts a program.
    static func start(
        _ path: String, _ arguments: [String], environment: [String: String] = [:], input: String? = nil
    ) throws -> RunningProgram {
        try RunningProgram(path, arguments, environment, input)
    }

    /// A port on which nobody listens.
    static func freePort() throws -> String {
        let ask = "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); print(s.getsockname()[1])"
        return try run(find("python3"), ["-c", ask]).standardOutput.trimmed
    }

    /// The path of a program that is in one of the usual places.
    static func find(_ name: String) -> String {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) } ?? name
    }
}
