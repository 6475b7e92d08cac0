import Foundation
import Testing

/// A process of the pipeline with a folder of its own, on a small disk where that can be had.
final class TortureMember {
    let folder: URL
    private let file: String
    private let environment: [String: String]
    private let clock: URL
    private let hasDisk: Bool
    private(set) var program: RunningProgram?
    var isRunning: Bool { program?.isRunning ?? false }

    /// - Parameters:
    ///   - pipeline: the file's text, in which `STATE` stands for the folder of the state.
    ///   - clock: the library that makes its clock jump; nil where there is none.
    init(_ folder: URL, pipeline: String, environment: [String: String], clock library: String? = nil) throws {
        self.folder = folder
        try FileManager.default.createDirectory(
            at: folder.appendingPathComponent("state"), withIntermediateDirectories: true)
        clock = folder.appendingPathComponent("clock")
        try Self.offset(0).write(to: clock)
        file = folder.appendingPathComponent("pipeline.yaml").path
        let state = folder.appendingPathComponent("state").path
        hasDisk =
            (try? Shell.run(Shell.find("mount"), ["-t", "tmpfs", "-o", "size=48m", "tmpfs", state]).status) == 0
        var environment = environment
        if let library {
            environment["LD_PRELOAD"] = library
            environment["MILLRACE_TEST_CLOCK"] = clock.path
        }
        self.environment = environment
        try follow(pipeline)
    }

    /// From its next start on it runs this file.
    func follow(_ pipeline: String) throws {
        let text = pipeline.replacing("STATE", with: folder.appendingPathComponent("state").path)
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    }

    deinit {
        program?.kill()
        if hasDisk { _ = try? Shell.run(Shell.find("umount"), ["-l", folder.appendingPathComponent("state").path]) }
    }

    func start() throws { program = try run() }

    /// A process of the same file, beside the one that is known.
    func run(_ options: String...) throws -> RunningProgram {
        try Shell.start(Shell.program, ["run", file] + options, environment: environment)
    }

    /// Another command about the same file.
    func execute(_ command: String...) throws -> RunningProgram {
        try Shell.start(Shell.program, command + [file], environment: environment)
    }

    func kill() { program?.kill() }

    func signal(_ number: Int32) { program?.signal(number) }

    /// How much it has said.
    var wordCount: Int { program?.standardError.utf8.count ?? 0 }

    /// - Parameter count: leaves out so much of what it said first.
    func hasSaid(_ words: String, after count: Int = 0) -> Bool {
        guard let program else { return false }
        return String(decoding: program.standardError.utf8.dropFirst(count), as: UTF8.self).contains(words)
    }

    /// The last lines it said.
    var lastWords: String { program?.standardError.split(separator: "\n").suffix(4).joined(separator: " / ") ?? "" }

    /// Asks it to end, and waits.
    ///
    /// - Returns: its status.
    func stop() throws -> Int32 {
        guard let program else { return 0 }
        // Before its handlers stand, the signal would simply end it.
        for _ in 0..<200 where program.isRunning && !program.standardError.contains("starting") {
            usleep(5_000)
        }
        program.terminate()
        return try program.finish().status
    }

    /// The wall clock that the process sees goes off by so many seconds.
    func setClock(off seconds: Int64) throws {
        let file = try FileHandle(forWritingTo: clock)
        try file.write(contentsOf: Self.offset(seconds))
        try file.close()
    }

    private static func offset(_ seconds: Int64) -> Data { withUnsafeBytes(of: seconds) { Data($0) } }

    /// Fills the disk of the state.
    ///
    /// - Returns: whether there is one.
    func fillDisk() throws -> Bool {
        guard hasDisk else { return false }
        let filling = folder.appendingPathComponent("state/filling").path
        _ = try Shell.run(Shell.find("dd"), ["if=/dev/zero", "of=\(filling)", "bs=64k"])
        return true
    }

    func clearDisk() { try? FileManager.default.removeItem(at: folder.appendingPathComponent("state/filling")) }
}
