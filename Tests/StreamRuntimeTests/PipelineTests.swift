import Foundation
import Snapshots
import Telemetry
import Testing
import TimeSeries

@testable import StreamRuntime

@Suite struct PipelineTests {
    /// Three partitions; the second has gaps in its offsets and a record that cannot be used.
    private let logs: [[(offset: Int64, text: String)]] = [
        (0..<200).map { (Int64($0), "\($0 * $0 % 17)") },
        (0..<150).map { (Int64($0 * 3 + 5), $0 == 70 ? "seven" : "\($0 % 11)") },
        (0..<90).map { (Int64($0), "\($0)") },
    ]

    private func run(
        sinks: [MemorySink], workers: Int = 2, batchSize: Int = 7, epochRows: Int = 40, folder: URL? = nil,
        staysOpen: Bool = false, slices: Int = 1, drain: Duration = .seconds(5),
        logs: [[(offset: Int64, text: String)]]? = nil,
        during: (Pipeline) -> Void = { _ in }
    ) -> Result<RunStatus, ConnectorError> {
        let settings = RuntimeSettings(
            pipeline: "test", workers: workers, epochRows: epochRows, epochEvery: .milliseconds(20), drain: drain,
            snapshotEvery: .zero)
        let source = MemorySource(name: "s", logs: logs ?? self.logs, batchSize: batchSize, staysOpen: staysOpen)
        let pipeline = Pipeline(
            settings: settings, sources: [source], sinks: sinks, programs: SumPrograms(slices: slices),
            snapshots: folder.map { LocalSnapshotStore(path: $0.path) }, log: Log(format: .human, threshold: .error))
        let ended = Reply<Result<RunStatus, ConnectorError>>()
        let thread = NamedThread(name: "run") {
            do throws(ConnectorError) {
                try pipeline.run()
                ended.answer(.success(pipeline.status))
            } catch {
                ended.answer(.failure(error))
            }
        }
        during(pipeline)
        thread.join()
        return ended.wait() ?? .failure(.unusable("no answer"))
    }

    /// What an undisturbed run writes.
    private func undisturbed() throws -> [PartitionID: [String]] {
        let sink = MemorySink()
        _ = try run(sinks: [sink]).get()
        return sink.rows
    }

    private func pause() { _ = Reply<Bool>().wait(until: .now + .milliseconds(2)) }

    private func temporaryFolder() -> URL {
        FileManager.default.temporaryDirectory.appendingPathComponent("millrace-\(UUID().uuidString)")
    }

    @Test func everyValueIsAccountedFor() throws {
        let sink = MemorySink()
        let status = try run(sinks: [sink]).get()
        #expect(status.tally.received == 440)
        #expect(status.tally[.forecast] == 439)
        #expect(status.tally[.deadLettered] == 1)
        #expect(status.tally.addsUp)
        #expect(status.refusals == ["malformed": RefusalCount(records: 1, example: "seven is no integer")])
        #expect(status.series == 9)
        #expect(status.partitions.isEmpty && status.closedPartitions == 3)
    }

    @Test(arguments: [(1, 1, 1), (3, 1000, 1), (2, 13, 100_000), (1, 7, 3)])
    func resultsDoNotDependOnBatchesEpochsOrWorkers(workers: Int, batchSize: Int, epochRows: Int) throws {
        let sink = MemorySink()
        _ = try run(sinks: [sink], workers: workers, batchSize: batchSize, epochRows: epochRows).get()
        #expect(try sink.rows == undisturbed())
    }

    @Test(arguments: [0, 1, 3, 7], [true, false])
    func aRunThatBreaksIsContinued(commits: Int, keepsSnapshots: Bool) throws {
        let folder = temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let sink = MemorySink()
        sink.prepare { $0.commitsUntilFailure = commits }
        let broken = run(sinks: [sink], folder: keepsSnapshots ? folder : nil)
        #expect(throws: ConnectorError.unreachable("the sink broke")) { try broken.get() }
        sink.prepare { $0.commitsUntilFailure = nil }
        _ = try run(sinks: [sink], folder: keepsSnapshots ? folder : nil).get()
        #expect(try sink.rows == undisturbed())
    }

    @Test func sinksThatStandAtDifferentOffsetsEachGetWhatTheyMiss() throws {
        let behind = MemorySink(name: "behind")
        let ahead = MemorySink(name: "ahead")
        behind.prepare { $0.commitsUntilFailure = 2 }
        _ = run(sinks: [ahead, behind], epochRows: 10)
        behind.prepare { $0.commitsUntilFailure = nil }
        _ = try run(sinks: [ahead, behind], epochRows: 25).get()
        let expected = try undisturbed()
        #expect(ahead.rows == expected)
        #expect(behind.rows == expected)
    }

    @Test func aSinkThatIsAddedLaterGoesOnWithTheOthers() throws {
        let old = MemorySink(name: "old")
        let short = logs.map { Array($0.prefix(50)) }
        _ = try run(sinks: [old], logs: short).get()
        let new = MemorySink(name: "new")
        _ = try run(sinks: [old, new]).get()
        let expected = try undisturbed()
        #expect(old.rows == expected)
        #expect(new.rows == expected.mapValues { Array($0.dropFirst(50)) })
    }

    @Test func aStopFinishesWhatWasRead() throws {
        let folder = temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let sink = MemorySink()
        let status = try run(sinks: [sink], folder: folder, staysOpen: true) { pipeline in
            while pipeline.status.tally.received < 440 { pause() }
            pipeline.stop()
        }.get()
        #expect(status.tally.received == 440)
        let store = LocalSnapshotStore(path: folder.path)
        let name = SnapshotName(pipeline: "test", source: "s", topic: "numbers", partition: 0)
        let found = try store.load(name, notAfter: 200, start: 0, fingerprint: 7) { head, visit throws(SnapshotError) in
            try SumPrograms().restore(
                PartitionID(source: "s", topic: "numbers", partition: 0), from: head, visit)
        }
        #expect(found.found?.head.offset == 200 && found.found?.state.seriesCount == 3)
    }

    /// The last snapshot of a partition waits for those of others, which its worker has to go on with.
    @Test func partitionsOfOneWorkerDoNotWaitForEachOther() throws {
        let folder = temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        // The first one has no epoch before it is closed, and so no snapshot while the second's is being copied.
        let short = [Array(logs[0].prefix(30)), logs[1]]
        _ = try run(sinks: [MemorySink()], workers: 1, folder: folder, slices: 50_000, logs: short).get()
        let store = LocalSnapshotStore(path: folder.path)
        let offsets = try store.names(of: "test").map { try store.heads(of: $0).heads.first?.offset }
        #expect(offsets == [30, 453])
    }

    /// Without another record there is no other epoch at whose end it could be made.
    @Test func aPartitionThatHasBecomeQuietIsKept() throws {
        let folder = temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = LocalSnapshotStore(path: folder.path)
        func offsets() throws -> [Int64?] {
            try store.names(of: "test").map { try store.heads(of: $0).heads.first?.offset }
        }
        var found: [Int64?] = []
        _ = run(sinks: [MemorySink()], folder: folder, staysOpen: true) { pipeline in
            for _ in 0..<1_000 where found != [200, 453, 90] {
                found = (try? offsets()) ?? []
                pause()
            }
            pipeline.stop()
        }
        #expect(found == [200, 453, 90])
    }

    @Test func aStopDoesNotWaitForEverForASinkThatIsAway() throws {
        let sink = MemorySink()
        sink.prepare { $0.isAway = true }
        let ended = run(sinks: [sink], staysOpen: true, drain: .milliseconds(200)) { pipeline in
            while !pipeline.status.partitions.contains(where: { $0.processedOffset > 5 }) { pause() }
            pipeline.stop()
        }
        guard case .failure(.interrupted) = ended else {
            Issue.record("ended as \(ended)")
            return
        }
        sink.prepare { $0.isAway = false }
        _ = try run(sinks: [sink]).get()
        #expect(try sink.rows == undisturbed())
    }

    /// Also when the sources have ended, and it takes longer than a shutdown might.
    @Test func aSinkThatIsAwayForAWhileLosesNothing() throws {
        let sink = MemorySink()
        sink.prepare { $0.isAway = true }
        _ = try run(sinks: [sink], epochRows: 5, drain: .milliseconds(50)) { _ in
            _ = Reply<Bool>().wait(until: .now + .milliseconds(300))
            sink.prepare { $0.isAway = false }
        }.get()
        #expect(try sink.rows == undisturbed())
    }
}
