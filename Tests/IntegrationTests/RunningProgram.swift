import Foundation

/// A program under way. Its output goes to files, so that it never waits for a reader.
///
/// It is no `Process` of Foundation: that hears of the end of a child by a socket, and now and then waits for ever for one that
/// is long gone.
final class RunningProgram {
    let processIdentifier: pid_t
    private let folder: URL
    /// Programs are started in the root of the repository, wherever the tests were.
    private static let isInRoot = FileManager.default.changeCurrentDirectoryPath(Shell.root.path)
    /// What `waitpid` said of it, once it is over.
    private var ended: Int32?

    init(_ path: String, _ arguments: [String], _ environment: [String: String], _ input: String?) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("millrace-run-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        if let input { try Data(input.utf8).write(to: folder.appendingPathComponent("in")) }

        var files = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&files)
        defer { posix_spawn_file_actions_destroy(&files) }
        let source = input == nil ? "/dev/null" : folder.appendingPathComponent("in").path
        posix_spawn_file_actions_addopen(&files, STDIN_FILENO, source, O_RDONLY, 0)
        for (descriptor, name) in [(STDOUT_FILENO, "out"), (STDERR_FILENO, "err")] {
            let file = folder.appendingPathComponent(name).path
            posix_spawn_file_actions_addopen(&files, descriptor, file, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        }
        // Sockets of the tests, which would stay open with it.
        for name in try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
            if let descriptor = Int32(name), descriptor > STDERR_FILENO {
                posix_spawn_file_actions_addclose(&files, descriptor)
            }
        }

        // A shell would start it so, whatever the thread that runs a test has blocked.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        var words = ([path] + arguments).map { strdup($0) } + [nil]
        var settings = variables.map { strdup("\($0)=\($1)") } + [nil]
        defer { for text in words + settings { free(text) } }
        var child: pid_t = 0
        _ = Self.isInRoot
        let failure = posix_spawn(&child, path, &files, &attributes, &words, &settings)
        guard failure == 0 else {
            throw POSIXError(POSIXErrorCode(rawValue: failure) ?? .ENOENT, userInfo: [NSFilePathErrorKey: path])
        }
        processIdentifier = child
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    var isRunning: Bool { !isOver(waiting: false) }

    /// Ends it as a crash would.
    func kill() {
        signal(SIGKILL)
        _ = isOver(waiting: true)
    }

    /// Asks it to end.
    func terminate() { signal(SIGTERM) }

    func signal(_ number: Int32) { if isRunning { Glibc.kill(processIdentifier, number) } }

    var standardError: String { text("err") }
    var standardOutput: String { text("out") }

    private func text(_ name: String) -> String {
        (try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)) ?? ""
    }

    /// Waits until it has ended; 128 and the number of a signal is the status of what that ended.
    func finish() throws -> Shell.Output {
        _ = isOver(waiting: true)
        let ended = ended ?? 0
        return Shell.Output(
            status: ended & 0x7f == 0 ? ended >> 8 & 0xff : 128 + ended & 0x7f,
            standardOutput: try String(contentsOf: folder.appendingPathComponent("out"), encoding: .utf8),
            standardError: standardError)
    }

    private func isOver(waiting: Bool) -> Bool {
        while ended == nil {
            var status: Int32 = 0
            let child = waitpid(processIdentifier, &status, waiting ? 0 : WNOHANG)
            if child == processIdentifier { ended = status }
            if child == 0 { break }
            precondition(child > 0 || errno == EINTR, "nobody else waits for it")
        }
        return ended != nil
    }
}
