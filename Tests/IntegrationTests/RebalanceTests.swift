import Foundation
import Testing

/// Members come, go and die; partitions that stay flow on, those that move are finished first.
@Suite(.serialized, .enabled(if: Services.available != nil, Comment(rawValue: Services.reason)))
struct RebalanceTests {
    private static let lines = Stream.lines(keys: 16, minutes: 400)

    private func settle(_ runs: [RunningProgram], _ sandbox: Sandbox) throws {
        try sandbox.wait("the rest") {
            try sandbox.written() > Self.lines.count || runs.contains { !$0.isRunning }
        }
        for run in runs {
            run.terminate()
            let output = try run.finish()
            #expect(output.status == 0, "\(output.standardError)")
        }
        try sandbox.expectUndisturbed()
    }

    /// Says how long partitions stood still, those that stayed and those that moved.
    @Test(.timeLimit(.minutes(10))) func partitionsThatStayFlowOn() throws {
        let sandbox = try Sandbox()
        try sandbox.produce([], partitions: 4)
        try sandbox.migrate()
        let first = try sandbox.start(try sandbox.pipeline(http: "127.0.0.1:0"))
        let page = try StatusPages(first)
        try sandbox.wait("the partitions") { try page.isReady() }
        let tool = try KafkaTool(sandbox.brokers)
        let parts = stride(from: 0, to: Self.lines.count, by: 64).map {
            Array(Self.lines[$0..<min($0 + 64, Self.lines.count)])
        }
        var second: RunningProgram?
        var stills: [String: [Double]] = [:]
        var last: [String: (offset: Double, moved: Date)] = [:]
        for (index, part) in parts.enumerated() {
            try tool.produce(part, to: sandbox.topic)
            if index == parts.count / 4 { second = try sandbox.start(try sandbox.pipeline(state: "other")) }
            for (partition, offset) in try page.metrics()["millrace_committed_offset"] ?? [:] {
                if let before = last[partition], before.offset != offset {
                    stills[partition, default: []].append(Date().timeIntervalSince(before.moved))
                }
                if last[partition]?.offset != offset { last[partition] = (offset, Date()) }
            }
            usleep(100_000)
        }
        let other = try #require(second)
        try sandbox.wait("the second member") { other.standardError.contains("taking over") }
        let kept = try page.metrics()["millrace_committed_offset"] ?? [:]
        #expect(kept.count == 2, "\(kept)")
        for (partition, seconds) in stills where kept[partition] != nil {
            #expect((kept[partition] ?? 0) > 300)
            print(
                "a partition that stayed stood still for \(seconds.max() ?? 0) s at most, usually \(seconds.sorted()[seconds.count / 2]) s"
            )
        }
        try settle([first, other], sandbox)
    }

    /// The database takes nothing while partitions are to be given away: they are let go in time, and not written by two.
    @Test(.timeLimit(.minutes(10))) func aRevocationIsAnsweredInTime() throws {
        let sandbox = try Sandbox()
        try sandbox.produce(Array(Self.lines[..<800]), partitions: 4)
        try sandbox.migrate()
        let first = try sandbox.start(try sandbox.pipeline(drain: "2s"))
        try sandbox.wait("the first part") { try sandbox.written() > 800 }
        let lock = try sandbox.lock("millrace.observation")
        defer { lock.kill() }
        try sandbox.append(Array(Self.lines[800...]))
        usleep(1_000_000)
        let second = try sandbox.start(try sandbox.pipeline(drain: "2s", state: "other"))
        // noida-db may give the partitions away before the first has answered.
        let words = [
            "the time allowed to finish was over before everything was written",
            "has not heard of this process for a session",
        ]
        try sandbox.wait("its word", of: first) { words.contains { first.standardError.contains($0) } }
        try sandbox.wait("the other owner", of: second) { second.standardError.contains("taking over") }
        try sandbox.unlock()
        try settle([first, second], sandbox)
    }

    /// A process that is killed and started again is known by its name: the others keep what they have.
    @Test(.timeLimit(.minutes(10))) func aMemberThatIsStartedAgainMovesNothing() throws {
        let sandbox = try Sandbox()
        try sandbox.produce(Array(Self.lines[..<1_000]), partitions: 4)
        try sandbox.migrate()
        let first = try sandbox.start(try sandbox.pipeline())
        let second = try sandbox.start(try sandbox.pipeline(http: "127.0.0.1:0", state: "other"))
        let page = try StatusPages(second)
        try sandbox.wait("two members") {
            try page.isReady() && page.metrics()["millrace_lag_records"]?.count == 2
                && sandbox.written() > 1_000
        }
        let before = try page.metrics()["millrace_assignments_total"]
        first.kill()
        try sandbox.append(Array(Self.lines[1_000...]))
        let again = try sandbox.start(try sandbox.pipeline())
        try sandbox.wait("its partitions") { again.standardError.contains("taking over") }
        #expect(try page.metrics()["millrace_assignments_total"] == before)
        #expect(try page.metrics()["millrace_lag_records"]?.count == 2)
        try sandbox.wait("the rest", of: again) {
            try sandbox.written() > Self.lines.count || [again, second].contains { !$0.isRunning }
        }
        for run in [again, second] {
            run.terminate()
            let output = try run.finish()
            // A group that gives a partition away before it was let go of fences one of the two, and a supervisor starts it again.
            #expect([0, 75].contains(output.status), "\(output.standardError)")
        }
        try sandbox.catchUp(try sandbox.pipeline())
        try sandbox.expectUndisturbed()
    }
}
