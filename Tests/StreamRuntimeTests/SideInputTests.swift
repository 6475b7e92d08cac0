import Foundation
import Snapshots
import Synchronization
import Telemetry
import Testing
import TimeSeries

@testable import StreamRuntime

/// Side inputs become part of the log: what is written does not depend on where a run was broken.
@Suite struct SideInputTests {
    private let partition = PartitionID(source: "s", topic: "numbers", partition: 0)

    /// One process's life with a partition, on a thread of its own, as the worker drives it.
    ///
    /// - Parameters:
    ///   - inputs: new ones, by the offset before which they come.
    ///   - commits: how many epochs reach the sinks before it is killed; the last one reaches only the first sink.
    ///   - snapshot: what the process starts from.
    /// - Returns: the state at the end, whole or where it was killed.
    private func live(
        _ sinks: [KeepingSink], upTo end: Int64, _ inputs: [Int64: [SideInput]], epochRows: Int = 9,
        commits: Int = .max, from snapshot: SnapshotHead? = nil, batch length: Int64 = 7
    ) throws -> SnapshotHead? {
        let plan =
            RecoveryPlan(resuming: sinks.map(\.progress)) ?? RecoveryPlan(beginningAt: 0, sinks: sinks.count)
        let position = LogPosition(offset: snapshot?.offset ?? 0, input: snapshot?.input ?? 0)
        let replay = Replay(plan, after: position.input, kept: sinks.map { $0.inputs(from: position.offset) })
        for (index, sink) in sinks.enumerated() where sink.progress == nil {
            sink.progress = PartitionProgress(start: 0, next: plan.nexts[index], epoch: 0)
        }
        var places = replay.positions
        let program = try #require(snapshot.map { SumProgram(state: $0.payload) } ?? SumProgram())
        let run = PartitionRun(
            lease: PartitionLease(partition), program: program, plan: plan, replay: replay,
            lineage: SnapshotLineage(SnapshotName("p", partition)), startingAt: position,
            settings: RuntimeSettings(pipeline: "p", workers: 1, epochRows: epochRows))
        var left = commits
        var newest: SnapshotHead?
        func commit(_ epoch: Epoch) {
            guard left > 0 else { return }
            left -= 1
            for (index, sink) in sinks.enumerated() where epoch.isNew(to: places[index]) {
                if left == 0, index > 0, commits != .max { return }
                sink.commit(epoch)
                places[index] = epoch.end
            }
            newest = SnapshotHead(
                offset: run.nextOffset, start: 0, input: run.input, fingerprint: 7, entryCount: 0,
                payload: program.encodeState())
        }
        run.proceed(commit)
        var offset = run.nextOffset
        while true {
            if run.isPastReplay, run.nextOffset == offset, left > 0 {
                // Those after which the stream went on have been stamped before.
                for (index, input) in (inputs[offset] ?? []).enumerated() where index >= sinks[0].stamped(at: offset) {
                    run.stamp(input, commit)
                    if index % 2 == 0 { run.endEpoch(commit) }
                }
            }
            guard offset < end, left > 0 else { break }
            let stop = min(offset + length, end, inputs.keys.filter { $0 > offset }.min() ?? end)
            var batch = RecordBatch(partition: partition)
            for record in offset..<stop {
                Array("\(record * record % 17)".utf8).withUnsafeBytes {
                    batch.append(offset: record, timestamp: nil, key: nil, value: $0)
                }
            }
            try run.advance(through: batch.sealed(), emit: commit)
            offset = stop
        }
        run.endEpoch(commit)
        return newest
    }

    private static func feedback(_ number: Int64, _ key: String? = nil) -> SideInput {
        SideInput(
            .feedback(
                Feedback(
                    number: number, verdict: .confirmed, model: nil, key: key, metric: nil, from: nil, to: nil)))
    }

    private static let tick = SideInput(.tick(Timestamp(microseconds: 5)))

    private static func order(_ key: String, named name: String = "o") -> SideInput {
        SideInput(.order(SeriesOrder(name: name, action: .reset, model: "sum", key: key, metric: "n")))
    }

    /// Some between records, several at one place, and some behind the last record.
    private let inputs: [Int64: [SideInput]] = [
        10: [feedback(1)], 30: [tick, order("1"), tick], 60: [feedback(3), order("0")],
    ]

    @Test func sideInputsAreWrittenWhereTheyWereTakenIn() throws {
        let sink = KeepingSink(keeps: true)
        _ = try live([sink], upTo: 60, inputs)
        #expect(sink.kept.map(\.sequence) == [1, 2, 3, 4, 5, 6])
        #expect(sink.kept.map(\.offset) == [10, 30, 30, 30, 60, 60])
        #expect(sink.progress?.next == 60 && sink.progress?.input == 6)
    }

    /// Killed after each number of commits, between the sinks too, the newest snapshot or an older one or none at hand.
    @Test(arguments: 1..<16, [0, 1, 2]) func aKilledRunIsContinuedWithTheSameInputs(commits: Int, age: Int) throws {
        let whole = [KeepingSink(keeps: true), KeepingSink(keeps: false)]
        let end = try live(whole, upTo: 60, inputs)
        let sinks = [KeepingSink(keeps: true), KeepingSink(keeps: false)]
        let older = age == 1 ? try live(sinks, upTo: 60, inputs, commits: max(1, commits / 2)) : nil
        var newest = try live(sinks, upTo: 60, inputs, commits: commits, from: older)
        if age == 1 { newest = older }
        if age == 2 { newest = nil }
        if let snapshot = newest, sinks.contains(where: { !$0.isAtOrBehind(snapshot) }) { newest = nil }
        let last = try live(sinks, upTo: 60, inputs, epochRows: 4, from: newest, batch: 11)
        for (sink, undisturbed) in zip(sinks, whole) {
            #expect(sink.rows == undisturbed.rows && !sink.rows.isEmpty)
            #expect(sink.kept == undisturbed.kept && sink.progress?.input == 6)
        }
        if let last, let end { #expect(last.payload == end.payload && last.input == end.input) }
    }

    @Test(.timeLimit(.minutes(1))) func aTickOfAPartitionThatIsIdleIsCommittedWithoutRecords() throws {
        let sink = MemorySink(keepsSideInputs: true)
        let logs = [(Int64(0)..<20).map { (offset: $0, text: "\($0)") }]
        let inputs = try run(sink, logs, tickEvery: .milliseconds(40)) {
            sink.contents.withLock { $0.inputs[partition]?.count ?? 0 } >= 3
        }
        #expect(inputs.map(\.offset).allSatisfy { $0 == 20 } && inputs.map(\.sequence).prefix(3) == [1, 2, 3])
        #expect(sink.contents.withLock { $0.progress[partition]?.next } == 20)
        let rows = sink.rows
        // A sink that keeps nothing is never ticked, since nobody could take the tick in again.
        let other = MemorySink()
        _ = try run(other, logs, tickEvery: .milliseconds(10)) { other.rows[partition]?.count == 20 }
        #expect(rows[partition]?.prefix(20) == other.rows[partition]?[...])
        #expect(rows[partition]?.count == 20 + 3 * inputs.count)
    }

    /// Read anew until a commit says that it was followed, also by a partition that has followed it already.
    @Test(.timeLimit(.minutes(1))) func anOrderIsFollowedOnceByThePartitionThatHasItsSeries() throws {
        let sink = MemorySink(keepsSideInputs: true)
        let logs = [(Int64(0)..<20).map { (offset: $0, text: "3") }, (Int64(0)..<20).map { (offset: $0, text: "4") }]
        sink.prepare {
            $0.orders = ["1", "nobody's"].map {
                SeriesOrder(name: $0, action: .reset, model: "sum", key: $0, metric: "n")
            }
        }
        let other = PartitionID(source: "s", topic: "numbers", partition: 1)
        let end = ContinuousClock.now + .seconds(1)
        _ = try run(sink, logs, tickEvery: .seconds(60)) {
            sink.contents.withLock { $0.inputs[other]?.count ?? 0 } >= 1 && ContinuousClock.now > end
        }
        #expect(sink.contents.withLock { $0.inputs[other]?.map(\.input) } == [Self.order("1", named: "1")])
        #expect(sink.contents.withLock { $0.inputs[partition] ?? [] }.isEmpty)
    }

    @Test(.timeLimit(.minutes(1))) func feedbackReachesThePartitionsThatItIsAboutOnce() throws {
        let sink = MemorySink(keepsSideInputs: true)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("millrace-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let logs = [(Int64(0)..<20).map { (offset: $0, text: "3") }, (Int64(0)..<20).map { (offset: $0, text: "4") }]
        func say(_ number: Int64, _ key: String?) {
            sink.prepare {
                $0.feedback.append(
                    Feedback(
                        number: number, verdict: .confirmed, model: nil, key: key, metric: nil, from: nil, to: nil))
            }
        }
        let other = PartitionID(source: "s", topic: "numbers", partition: 1)
        var hasSaid = false
        _ = try run(sink, logs, folder: folder) {
            if !hasSaid, sink.rows.values.reduce(0, { $0 + $1.count }) == 40 {
                hasSaid = true
                say(1, "1")
                say(2, nil)
                say(3, "nobody's")
            }
            return sink.contents.withLock {
                ($0.inputs[partition]?.count ?? 0) >= 1 && ($0.inputs[other]?.count ?? 0) >= 2
            }
        }
        say(4, "0")
        // It is tried again.
        sink.prepare { $0.feedbackFailure = .unusable("a query failed") }
        _ = try run(sink, logs, folder: folder) {
            sink.contents.withLock { ($0.inputs[partition]?.count ?? 0) >= 2 }
        }
        func numbers(_ partition: PartitionID) -> [Int64] {
            sink.contents.withLock { $0.inputs[partition] ?? [] }.compactMap {
                if case .feedback(let feedback) = $0.input.content { feedback.number } else { nil }
            }
        }
        #expect(numbers(partition) == [2, 4])
        #expect(numbers(other) == [1, 2])
    }

    /// Two processes: when the second one hears of it, a partition of the first one has taken it in.
    @Test(.timeLimit(.minutes(1))) func feedbackOnManySeriesReachesThePartitionsOfEveryProcessOnce() throws {
        let sink = MemorySink(keepsSideInputs: true)
        let logs = [(Int64(0)..<20).map { (offset: $0, text: "3") }, (Int64(0)..<20).map { (offset: $0, text: "4") }]
        func inputs(_ number: Int32) -> Int {
            let partition = PartitionID(source: "s", topic: "numbers", partition: number)
            return sink.contents.withLock { $0.inputs[partition]?.count ?? 0 }
        }
        _ = try run(sink, logs) { sink.rows.values.reduce(0) { $0 + $1.count } == 40 }
        sink.prepare {
            $0.feedback = [
                Feedback(number: 1, verdict: .confirmed, model: nil, key: nil, metric: nil, from: nil, to: nil)
            ]
        }
        _ = try run(sink, [logs[0]]) { inputs(0) == 1 }
        _ = try run(sink, logs) { inputs(1) == 1 }
        #expect(inputs(0) == 1)
    }

    /// Said when there was no such series; the records that bring it come later.
    @Test(.timeLimit(.minutes(1))) func feedbackWaitsForItsSeries() throws {
        let sink = MemorySink(keepsSideInputs: true)
        let log = (Int64(0)..<40).map { (offset: $0, text: $0 < 14 ? "3" : "4") }
        sink.prepare {
            $0.feedback = [(1, "1"), (2, "0"), (3, "nobody's")].map { number, key in
                Feedback(
                    number: number, verdict: .expected, model: nil, key: key, metric: nil, from: nil, to: nil)
            }
        }
        let gate = Gate()
        let inputs = try run(sink, [log], gate: (14, gate)) {
            let count = sink.contents.withLock { $0.inputs[partition]?.count ?? 0 }
            if count == 1 { gate.open() }
            return count == 2
        }
        let numbers = inputs.map { stamped -> Int64? in
            if case .feedback(let feedback) = stamped.input.content { feedback.number } else { nil }
        }
        #expect(numbers == [2, 1])
        #expect(inputs[0].offset <= 14 && inputs[1].offset > 14)
    }

    /// Broken between the sinks, the one that keeps nothing is not ahead, wherever it stands in the file: another input may
    /// take the lost one's number.
    @Test(.timeLimit(.minutes(1))) func noSinkHasAnEpochWhoseSideInputsAreNotKept() throws {
        let (other, sink) = (MemorySink(name: "file"), MemorySink(keepsSideInputs: true))
        let logs = [(Int64(0)..<20).map { (offset: $0, text: "3") }]
        func say(_ number: Int64) {
            sink.prepare {
                $0.feedback = [
                    Feedback(number: number, verdict: .confirmed, model: nil, key: nil, metric: nil, from: nil, to: nil)
                ]
            }
        }
        func count(_ sink: MemorySink) -> Int { sink.rows[partition]?.count ?? 0 }
        _ = try run(sink, logs, beside: [other]) { count(sink) == 20 && count(other) == 20 }
        sink.prepare { $0.commitsUntilFailure = 0 }
        say(1)
        #expect(throws: ConnectorError.self) { _ = try run(sink, logs, beside: [other]) { false } }
        #expect(count(other) == 20)
        sink.prepare { $0.commitsUntilFailure = nil }
        say(2)
        _ = try run(sink, logs, beside: [other]) { count(sink) == 21 && count(other) == 21 }
        #expect(sink.rows == other.rows && count(sink) == 21)
    }

    /// Runs until something is true, then stops.
    private func run(
        _ sink: MemorySink, _ logs: [[(offset: Int64, text: String)]], beside others: [MemorySink] = [],
        tickEvery: Duration = .seconds(600), folder: URL? = nil, gate: (offset: Int64, gate: Gate)? = nil,
        until isDone: () -> Bool
    ) throws -> [StampedInput] {
        let settings = RuntimeSettings(
            pipeline: "test", workers: 2, epochEvery: .milliseconds(5), snapshotEvery: .zero,
            feedbackEvery: .milliseconds(10), tickEvery: tickEvery)
        let pipeline = Pipeline(
            settings: settings, sources: [MemorySource(name: "s", logs: logs, staysOpen: true, gate: gate)],
            sinks: others + [sink],
            programs: SumPrograms(), snapshots: folder.map { LocalSnapshotStore(path: $0.path) },
            log: Log(format: .human, threshold: .error))
        let ended = Reply<ConnectorError?>()
        let thread = NamedThread(name: "run") {
            do throws(ConnectorError) {
                try pipeline.run()
                ended.answer(nil)
            } catch {
                ended.answer(error)
            }
        }
        while !isDone(), ended.wait(until: .now + .milliseconds(2)) == nil {}
        pipeline.stop()
        thread.join()
        if let error = ended.wait() ?? nil { throw error }
        return sink.contents.withLock { $0.inputs[partition] ?? [] }
    }
}
