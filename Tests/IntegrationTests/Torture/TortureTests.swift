import Foundation
import NumericKernels
import Testing

/// Everything that can go wrong around a run, at random times: what it leaves is what an undisturbed run leaves. `make torture`
/// does more of it; `MILLRACE_TORTURE_SEED` repeats what a seed did, as far as other processes' time allows.
@Suite(
    .serialized,
    .enabled(
        if: Services.available != nil && PrivateBroker.program != nil,
        "needs PostgreSQL and a broker, which `make test` starts"))
struct TortureTests {
    /// A minute of it.
    private static let short =
        "kill=8 stop=2 join=3 leave=3 zombie=2 database=2 brokerHang=1 cut=2 hang=1 disk=1 clock=2"
    /// About so many faults are in a round.
    private static let roundSize = 40

    @Test(.timeLimit(.minutes(240))) func whateverHappensNothingIsLostAndNothingIsTwice() throws {
        let environment = ProcessInfo.processInfo.environment
        let seed = environment["MILLRACE_TORTURE_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 1...999_999)
        print("torture: seed \(seed)")
        var random = SplitMix64(seed: seed)
        let counts = Fault.counts(environment["MILLRACE_TORTURE"] ?? Self.short)
        try #require(!counts.isEmpty, "MILLRACE_TORTURE names no faults")
        let faults = counts.sorted { $0.key.rawValue < $1.key.rawValue }
            .flatMap { Array(repeating: $0.key, count: $0.value) }.shuffled(using: &random)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("torture-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let server = try PrivateServer()
        defer { server.destroy() }
        let clock = try Self.clock(in: folder)
        var report = TortureReport(seed: seed)
        let rate = environment["MILLRACE_TORTURE_RATE"].flatMap(Int.init) ?? 200
        let rounds = max(1, (faults.count + Self.roundSize / 2) / Self.roundSize)
        for round in 0..<rounds where report.differences.isEmpty {
            let part = faults[(faults.count * round / rounds)..<(faults.count * (round + 1) / rounds)]
            // It keeps everything in memory, and becomes slow with it.
            let broker = try PrivateBroker(in: folder.appendingPathComponent("broker-\(round)"))
            report = try TortureRound(server, broker, clock: clock, seed: random.next(), rate: rate, report).run(
                Array(part))
            print("torture: round \(round + 1) of \(rounds), \(report.differences.count) differences")
            if let path = environment["MILLRACE_TORTURE_REPORT"] {
                try Data(report.markdown.utf8).write(to: URL(fileURLWithPath: path))
            }
        }
        for difference in report.differences { Issue.record("\(difference)") }
    }

    /// Builds the library that makes clocks jump. Debian's faketime moves the environment, by which a program of Swift finds
    /// its arguments.
    private static func clock(in folder: URL) throws -> String? {
        let library = folder.appendingPathComponent("clock.so").path
        let source = Shell.root.appendingPathComponent("Tests/IntegrationTests/Torture/clock.c").path
        let output = try? Shell.run(Shell.find("cc"), ["-O2", "-shared", "-fPIC", "-o", library, source])
        return output?.status == 0 ? library : nil
    }
}
