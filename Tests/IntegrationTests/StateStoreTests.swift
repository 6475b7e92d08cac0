import Foundation
import Testing

/// Where the state is kept changes nothing that is written, and a store that every process finds is gone on from.
@Suite(.serialized, .enabled(if: Services.available != nil, Comment(rawValue: Services.reason)))
struct StateStoreTests {
    private static let lines = Stream.lines(keys: 16, minutes: 600)
    /// - Parameter folder: of a process; others have another.
    private static func shared(_ folder: String = "one", store: String = "postgres") -> String {
        "{store: \(store), path: '.millrace/\(folder)', every: 100ms}"
    }

    private func filled() throws -> Sandbox {
        let sandbox = try Sandbox()
        try sandbox.produce(Self.lines, partitions: 2)
        try sandbox.migrate()
        return sandbox
    }

    private func verified(_ sandbox: Sandbox, _ pipeline: String) throws -> [Substring] {
        let output = try sandbox.millrace("state", "verify", pipeline)
        #expect(output.status == 0, "\(output.standardOutput)\(output.standardError)")
        // The newest of each partition: of the one before it depends on when it was made.
        var seen: Set<Substring> = []
        return output.standardOutput.split(separator: "\n").filter { seen.insert($0.prefix { $0 != ":" }).inserted }
    }

    /// Killed at moments that nobody chooses, with each store.
    @Test(.timeLimit(.minutes(4)), arguments: [nil, shared(), shared(store: "kafka")])
    func aKilledRunEndsAsOneThatIsNot(state: String?) throws {
        let sandbox = try filled()
        let pipeline = try sandbox.pipeline(store: state)
        for goal in [300, 1_500, 3_500] {
            let run = try sandbox.start(pipeline)
            try sandbox.wait(untilWritten: goal)
            usleep(.random(in: 0..<300_000))
            run.kill()
        }
        try sandbox.catchUp(pipeline)
        let twin = try sandbox.twin()
        try twin.migrate()
        // Of the same topic and name: what it keeps in topics needs another name.
        let whole = try twin.pipeline(store: state?.replacing("kafka,", with: "kafka, topic: twin,"))
        try twin.catchUp(whole)
        let (left, right) = (try sandbox.contents(), try twin.contents())
        for (table, rows) in left {
            let isSame = rows == right[table]
            #expect(isSame, "the table \(table) differs")
        }
        let states = try verified(sandbox, pipeline)
        #expect(try states == verified(twin, whole) && states.count == 2)
    }

    /// Another process, without anything of the first one's disk, goes on where it was.
    @Test(.timeLimit(.minutes(2)), arguments: ["postgres", "kafka"])
    func aPartitionThatMovesIsNotReplayed(store: String) throws {
        let sandbox = try filled()
        let first = try sandbox.start(try sandbox.pipeline(store: Self.shared("one", store: store)))
        try sandbox.wait(untilWritten: 2_000)
        first.terminate()
        #expect(try first.finish().status == 0)
        let pipeline = try sandbox.pipeline(store: Self.shared("two", store: store))
        let second = try sandbox.start(pipeline, "--until-caught-up").finish()
        #expect(second.status == 0 && !second.standardError.contains("rebuilding the state"), "\(second.standardError)")
        #expect(try sandbox.written() >= Self.lines.count)
    }

    /// A new sink begins where the log is by then, and the state goes on from where it began.
    @Test(.timeLimit(.minutes(2))) func aSinkThatIsAddedCondemnsNoSnapshot() throws {
        let sandbox = try filled()
        let sink = "  pg: {type: postgres}"
        try sandbox.catchUp(try sandbox.pipeline(sink: sink))
        let pipeline = try sandbox.pipeline(
            sink: sink + "\n  copy: {type: file, path: '\(sandbox.folder.path)/copy'}")
        try sandbox.append(["cell-0\t{\"cell\":\"cell-0\",\"ts\":1,\"load\":1}"])
        try sandbox.catchUp(pipeline)
        #expect(try verified(sandbox, pipeline).count == 2)
    }

    /// Each place once, whatever shares it.
    @Test(.timeLimit(.minutes(2)), arguments: ["local": 2, "postgres": 1, "kafka": 1])
    func roomIsGivenBackOnceForEachPlace(store: String, places: Int) throws {
        let sandbox = try filled()
        let pipeline = try sandbox.pipeline(store: Self.shared(store: store))
        try sandbox.catchUp(pipeline)
        let output = try sandbox.millrace("state", "compact", pipeline)
        #expect(output.status == 0 && output.standardOutput.split(separator: "\n").count == places, "\(output)")
    }

    @Test(.timeLimit(.minutes(2))) func whatIsDamagedIsReportedAndRebuilt() throws {
        let sandbox = try filled()
        let pipeline = try sandbox.pipeline(store: Self.shared())
        #expect(try sandbox.millrace("state", "verify", pipeline).status == 65, "there is none yet")
        try sandbox.catchUp(pipeline)
        _ = try verified(sandbox, pipeline)
        try sandbox.ask("update millrace.snapshot_entry set entry = entry || 'x' where number = 0")
        let output = try sandbox.millrace("state", "verify", pipeline)
        #expect(output.status == 65 && output.standardOutput.contains("is damaged: the check value of entry 0"))
        try sandbox.append(["cell-0\t{\"cell\":\"cell-0\",\"ts\":1,\"load\":1}"])
        let again = try sandbox.start(pipeline, "--until-caught-up").finish()
        #expect(again.status == 0 && again.standardError.contains("is damaged"))
        #expect(again.standardError.contains("rebuilding the state from offset 0"))
        try sandbox.ask("delete from millrace.snapshot_partition where partition = 0")
        let missing = try sandbox.millrace("state", "verify", pipeline)
        #expect(missing.status == 65 && missing.standardOutput.contains("/0: there is no snapshot, though results"))
    }

    @Test(.timeLimit(.minutes(2))) func aStateIsCompactedWhileItsPipelineRuns() throws {
        let sandbox = try filled()
        let pipeline = try sandbox.pipeline()
        let run = try sandbox.start(pipeline)
        for goal in [500, 1_500, 3_000, Self.lines.count] {
            try sandbox.wait(untilWritten: goal)
            let output = try sandbox.millrace("state", "compact", pipeline)
            #expect(output.status == 0, "\(output.standardError)")
        }
        run.terminate()
        let output = try run.finish()
        #expect(output.status == 0 && !output.standardError.contains("no snapshot"), "\(output.standardError)")
        #expect(try verified(sandbox, pipeline).count == 2)
    }

    /// Snapshots that do not fit cost nothing else.
    @Test(.timeLimit(.minutes(2)), .enabled(if: FullDisk.isPossible, "needs the right to mount"))
    func aFullDiskLosesNothing() throws {
        let sandbox = try filled()
        let disk = sandbox.folder.appendingPathComponent("disk")
        try FileManager.default.createDirectory(at: disk, withIntermediateDirectories: true)
        let mount = try Shell.run("/usr/bin/mount", ["-t", "tmpfs", "-o", "size=300k", "tmpfs", disk.path])
        try #require(mount.status == 0, "\(mount.standardError)")
        defer { _ = try? Shell.run("/usr/bin/umount", [disk.path]) }
        let pipeline = try sandbox.pipeline(store: "{path: '\(disk.path)', every: 100ms}")
        let run = try sandbox.start(pipeline, "--until-caught-up").finish()
        #expect(run.status == 0 && run.standardError.contains("no snapshot of"), "\(run.standardError)")
        #expect(run.standardError.contains("No space left on device"))
        _ = try Shell.run("/usr/bin/mount", ["-o", "remount,size=50m", disk.path])
        try sandbox.catchUp(pipeline)
        #expect(try verified(sandbox, pipeline).count == 2)
    }
}
