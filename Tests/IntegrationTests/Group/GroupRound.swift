import CLibRDKafka
import Foundation
import NumericKernels
import Testing

/// A topic of mock brokers, and members of a group to whom things happen.
final class GroupRound {
    static let partitions: Int32 = 4
    private static let mostMembers = 4
    /// In microseconds.
    private static let session: UInt32 = 3_000_000
    /// What a working group may answer at any time.
    private static let errors = [
        RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE,
        RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT, RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS,
        RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_NOT_COORDINATOR,
        RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS, RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION,
        RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID, RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR,
        RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH, RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH,
        RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION,
    ]

    let sandbox: Sandbox
    let cluster: MockCluster
    private let services: Services
    private let feeder: Feeder
    private var members: [TortureMember] = []
    private var started = 0
    private var random: SplitMix64
    /// Members that stood still and ended with 75 when they went on.
    private(set) var fenced = 0
    /// Members that stood still, were told of it by the group, and went on without what they had.
    private(set) var told = 0

    init(_ postgres: String, seed: UInt64) throws {
        random = SplitMix64(seed: seed)
        let topic = "flows"
        cluster = try MockCluster(topic: topic, partitions: Self.partitions)
        services = Services(postgres: postgres, brokers: cluster.address)
        sandbox = try Sandbox(services)
        try sandbox.migrate()
        feeder = try Feeder(TortureStream(seed: seed), to: topic, at: cluster.address, each: 30, every: 50)
        for _ in 0..<2 { try add() }
        try awaitEveryPartition("the start")
    }

    /// Lets things happen, and ends everything.
    func run(_ faults: [GroupFault]) throws {
        for fault in faults {
            usleep(UInt32.random(in: 20_000...400_000, using: &random))
            for (number, member) in members.enumerated() where !member.isRunning {
                try noteEnd(of: member)
                members[number] = try newMember()
            }
            try inflict(fault)
        }
        feeder.finish()
        for member in members { try end(member) }
        let last = try newMember(isStarted: false).run("--until-caught-up").finish()
        #expect(last.status == 0, "\(last.standardError.suffix(1_000))")
    }

    private func inflict(_ fault: GroupFault) throws {
        let victim = Int.random(in: members.indices, using: &random)
        let broker = try #require(cluster.brokers.randomElement(using: &random))
        switch fault {
        case .standsStill: try standStill(victim)
        case .isLost:
            members[victim].kill()
            members[victim] = try newMember()
            try awaitEveryPartition("a member was lost")
        case .join: if members.count < Self.mostMembers { try add() }
        case .leave: if members.count > 1 { try end(members.remove(at: victim)) }
        case .leader: cluster.moveLeader(of: .random(in: 0..<Self.partitions, using: &random), to: broker)
        case .coordinator: cluster.moveCoordinator(of: sandbox.folder.lastPathComponent, to: broker)
        case .broker:
            cluster.takeDown(broker)
            pause(1_500)
            cluster.bringUp(broker)
        case .slow:
            cluster.slowDown(broker, milliseconds: .random(in: 50...1_500, using: &random))
            pause(1_500)
            cluster.slowDown(broker, milliseconds: 0)
        case .errors:
            for request in MockCluster.Request.allCases.shuffled(using: &random).prefix(4) {
                cluster.answer(request, with: Array(Self.errors.shuffled(using: &random).prefix(3)))
            }
            pause(1_000)
            cluster.forgetErrors()
        }
        if fault != .leave { try awaitEveryPartition("\(fault)") }
    }

    /// A member does not come to anything until the others have what it had; then it finds out.
    private func standStill(_ victim: Int) throws {
        if members.count == 1 { try add() }
        let member = members[victim]
        // Who has nothing yet has nothing to be told of.
        for _ in 0..<2_000 where !member.hasSaid("taking over") { usleep(30_000) }
        try awaitEveryPartition("a rest")
        member.signal(SIGSTOP)
        // What it had sent may still be written: only then are the others' epochs waited for.
        usleep(Self.session + 500_000)
        try awaitEveryPartition("a member stood still")
        let said = member.wordCount
        member.signal(SIGCONT)
        // Who was between two assignments when it stood still had nothing to lose, and takes over anew.
        let tells = ["has not heard of this process for a session", "letting go of", "taking over"]
        var wasTold: Bool { tells.contains { member.hasSaid($0, after: said) } }
        for _ in 0..<3_000 where member.isRunning && !wasTold { usleep(10_000) }
        if !member.isRunning {
            try noteEnd(of: member)
            members[victim] = try newMember()
        } else if wasTold {
            told += 1
        } else {
            Issue.record("a member stood still, and did not notice: \(member.lastWords)")
        }
    }

    // MARK: Members

    private func add() throws { members.append(try newMember()) }

    private func newMember(isStarted: Bool = true) throws -> TortureMember {
        started += 1
        let member = try TortureMember(
            sandbox.folder.appendingPathComponent("member-\(started)"), pipeline: pipeline(sandbox),
            environment: sandbox.environment)
        if isStarted { try member.start() }
        return member
    }

    private func end(_ member: TortureMember) throws {
        let status = try member.stop()
        if status == 75 { fenced += 1 } else { #expect(status == 0, "\(member.lastWords)") }
    }

    private func noteEnd(of member: TortureMember) throws {
        let output = try #require(try member.program?.finish())
        fenced += 1
        #expect(output.status == 75, "\(member.lastWords)")
    }

    private func pause(_ milliseconds: UInt32) { usleep(UInt32.random(in: 0...milliseconds * 1_000, using: &random)) }

    /// Waits until every partition has an epoch more.
    private func awaitEveryPartition(_ what: String) throws {
        let before = try epochs()
        for _ in 0..<2_000 {
            let now = try epochs()
            if now.count == Int(Self.partitions), now.allSatisfy({ $1 > before[$0, default: -1] }) { return }
            usleep(30_000)
        }
        Issue.record("not every partition went on after \(what): \(members.map(\.lastWords).joined(separator: "; "))")
        throw CancellationError()
    }

    private func epochs() throws -> [String: Int] {
        let rows = try sandbox.ask("select partition, epoch from millrace.progress").split(separator: "\n")
        return Dictionary(
            uniqueKeysWithValues: rows.map { row in
                let pair = row.split(separator: "|").map(String.init)
                return (pair[0], Int(pair[1]) ?? 0)
            })
    }

    // MARK: The pipeline

    /// A database in which the same was done in one go, undisturbed.
    func undisturbed() throws -> Sandbox {
        let twin = try Sandbox(services)
        try twin.migrate()
        let member = try TortureMember(
            twin.folder.appendingPathComponent("member"), pipeline: pipeline(twin), environment: twin.environment)
        let run = try member.run("--until-caught-up").finish()
        try #require(run.status == 0, "\(run.standardError)")
        return twin
    }

    private func pipeline(_ owner: Sandbox) -> String {
        """
        apiVersion: millrace/v1
        pipeline: under-test
        sources:
          flows:
            type: kafka
            topics: [flows]
            group: \(owner.folder.lastPathComponent)
            start: earliest
            key: [flow]
            time: {field: ts, unit: ms}
            values: [load]
            kafka: {session.timeout.ms: \(Self.session / 1_000), heartbeat.interval.ms: 500}
        models:
          load:
            inputs: [all]
            forecaster: {type: liquid, step: 5m, horizon: 6, seasons: [1d]}
            detect: {range: [0, 1e15], return_period: 30d}
        alerts:
          noc: {for: 2, resolve_after: 30m}
        sinks:
          pg: {type: postgres}
        state: {path: STATE, every: 200ms}
        runtime: {workers: 2, epoch_rows: 300, epoch_every: 50ms, drain: 20s}
        """
    }
}
