import Foundation
import Testing

/// A database that fails over, disks that are full, and an outage that lasts.
@Suite(.serialized, .enabled(if: Services.available != nil, Comment(rawValue: Services.reason)))
struct OutageTests {
    private static let lines = Stream.lines(keys: 16, minutes: 240)
    private static let half = lines.count / 2

    /// The primary dies, its standby is promoted: of the two hosts the run finds the one that may be written.
    @Test(.timeLimit(.minutes(10))) func aDatabaseThatFailsOver() throws {
        let primary = try PrivateServer()
        defer { primary.destroy() }
        let sandbox = try Sandbox(server: primary.url)
        try sandbox.produce(Array(Self.lines[..<Self.half]), partitions: 4)
        try sandbox.migrate()
        let standby = try primary.makeStandby()
        sandbox.use(
            database:
                "postgresql://millrace@127.0.0.1:\(primary.port),127.0.0.1:\(standby)/\(sandbox.topic)?target_session_attrs=read-write"
        )
        let run = try sandbox.start(try sandbox.pipeline())
        try sandbox.wait("the first half") { try sandbox.written() > Self.half }
        try primary.failOver()
        try sandbox.append(Array(Self.lines[Self.half...]))
        try sandbox.expectRest(of: run, records: Self.lines.count, saying: "answers again")
    }

    /// The tables, the files of a sink and the state lie on one disk, which is full for a while.
    @Test(.timeLimit(.minutes(10)), .enabled(if: FullDisk.isPossible, "needs the right to mount"))
    func disksThatAreFull() throws {
        let disk = try FullDisk(megabytes: 64)
        defer { disk.destroy() }
        let server = try PrivateServer()
        defer { server.destroy() }
        let sandbox = try Sandbox(server: server.url)
        try server.move(sandbox.topic, to: disk.folder.appendingPathComponent("tables"))
        try sandbox.produce(Array(Self.lines[..<Self.half]), partitions: 4)
        try sandbox.migrate()
        let files = disk.folder.appendingPathComponent("files").path
        let sinks = "  pg: {type: postgres}\n  files: {type: file, path: \(files)}"
        let path = try sandbox.pipeline(sink: sinks, stateFolder: disk.folder.appendingPathComponent("state").path)
        let run = try sandbox.start(path)
        try sandbox.wait("the first half") { try sandbox.written() > Self.half }
        try disk.fill()
        try sandbox.append(Array(Self.lines[Self.half...]))
        try sandbox.wait("its word") {
            run.standardError.contains("the disk is full")
                || run.standardError.contains("No space left on device; trying again")
        }
        usleep(1_000_000)
        #expect(run.isRunning)
        #expect(try sandbox.written() < Self.lines.count)
        try disk.clear()
        try sandbox.expectRest(of: run, records: Self.lines.count)
        let forecasts = try String(contentsOfFile: files + "/forecasts.jsonl", encoding: .utf8).split(separator: "\n")
        #expect("\(forecasts.count)\n" == (try sandbox.ask("select count(*) from millrace.forecast")))
    }

    /// While the database takes nothing, what waits stays within its bounds, and memory as it is.
    @Test(.timeLimit(.minutes(10))) func anOutageDoesNotFillTheMemory() throws {
        let sandbox = try Sandbox()
        try sandbox.produce(Stream.lines(keys: 64, minutes: 1_200), partitions: 4)
        try sandbox.migrate()
        let lock = try sandbox.lock("millrace.observation")
        defer { lock.kill() }
        let bounds = "queued.min.messages: 1000, queued.max.messages.kbytes: 1000"
        let run = try sandbox.start(
            try sandbox.pipeline(http: "127.0.0.1:0", kafka: bounds, runtime: ", queue_bytes: 256KiB"))
        let page = try StatusPages(run)
        try sandbox.wait("the outage") { try page.reasons().contains { $0.hasPrefix("sink pg: no answer for") } }
        let first = try page.metrics()
        #expect(first["millrace_lag_records"]?.values.allSatisfy { $0 > 10_000 } == true)
        usleep(4_000_000)
        let second = try page.metrics()
        for metrics in [first, second] {
            for bytes in metrics["millrace_queue_bytes"]?.values ?? [:].values { #expect(bytes <= 262_144 + 1_500_000) }
            for epochs in metrics["millrace_queued_epochs"]?.values ?? [:].values { #expect(epochs <= 3) }
        }
        let memory = [first, second].map { $0["process_resident_memory_bytes"]?[""] ?? .infinity }
        #expect(memory[0] < 200e6 && memory[1] - memory[0] < 8e6, "\(memory)")
        try sandbox.unlock()
        try sandbox.wait("the end") { try sandbox.written() == 64 * 1_200 + 1 }
        run.terminate()
        #expect(try run.finish().status == 0)
    }
}
