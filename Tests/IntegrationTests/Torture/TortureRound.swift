import Foundation
import NumericKernels
import ServiceTesting
import Testing

/// One topic, one database and some members, to which faults happen until there are none left; then what came of it is compared
/// with a run that nothing happened to.
final class TortureRound {
    /// Ends a round early; what it found stands in the report.
    struct Stuck: Error {}

    private static let mostMembers = 4
    static let partitions = 4
    /// Where states may be kept.
    private static let stores =
        ProcessInfo.processInfo.environment["MILLRACE_TORTURE_STORE"].map { [$0] } ?? ["local", "postgres", "kafka"]
    private static let patience: Duration = .seconds(90)

    let sandbox: Sandbox
    let services: Services
    let hook: HookServer
    var members: [TortureMember] = []
    var report: TortureReport
    private let server: PrivateServer
    let broker: PrivateBroker
    private let clock: String?
    private let proxy: Proxy
    private let feeder: Feeder
    private var running: [Int] = []
    private var doubles = 0
    /// How many groups were given up before the one that members are in.
    private var groups = 0
    private var random: SplitMix64
    /// Of the members' state.
    let store: String

    /// - Parameters:
    ///   - clock: the library that makes the clocks of members jump; nil where there is none.
    ///   - rate: records a second.
    init(
        _ server: PrivateServer, _ broker: PrivateBroker, clock: String?, seed: UInt64, rate: Int,
        _ report: TortureReport
    ) throws {
        (self.server, self.broker, self.clock, self.report) = (server, broker, clock, report)
        random = SplitMix64(seed: seed)
        store = try #require(Self.stores.randomElement(using: &random))
        services = Services(postgres: server.url, brokers: broker.address)
        sandbox = try Sandbox(services)
        try sandbox.migrate()
        try sandbox.produce([], partitions: Self.partitions)
        proxy = try Proxy(to: try #require(URLComponents(string: server.url)?.port.map(UInt16.init)))
        hook = try HookServer(log: sandbox.folder.appendingPathComponent("posts"))
        feeder = try Feeder(
            TortureStream(seed: seed), to: sandbox.topic, at: broker.address, each: max(rate / 20, 1), every: 50)
        for number in 0..<Self.mostMembers { members.append(try member("member-\(number)")) }
    }

    deinit { proxy.end() }

    /// Lets the faults happen, each at its random time, and compares.
    func run(_ faults: [Fault]) throws -> TortureReport {
        defer { feeder.finish() }
        do {
            for number in 0..<2 { try start(number) }
            try awaitEpochs(after: [:], nil)
            for fault in faults {
                usleep(UInt32.random(in: 20_000...300_000, using: &random))
                try lookAfterMembers()
                guard try inflict(fault) else { continue }
                report.faults[fault, default: 0] += 1
                try awaitEpochs(after: try epochs(), fault)
            }
            feeder.finish()
            for number in running { try note(try members[number].stop(), of: members[number]) }
            let last = try members[0].run("--until-caught-up").finish()
            if last.status != 0 { differ("the last run ended with \(last.status): \(last.standardError.suffix(600))") }
            try compare()
        } catch is Stuck {}
        report.rounds += 1
        report.stores[store, default: 0] += 1
        return report
    }

    // MARK: Faults

    /// - Returns: whether it could be done.
    private func inflict(_ fault: Fault) throws -> Bool {
        let number = try #require(running.randomElement(using: &random))
        let victim = members[number]
        switch fault {
        case .kill:
            victim.kill()
            try victim.start()
        case .stop:
            try note(try victim.stop(), of: victim)
            try victim.start()
        case .join:
            guard let free = members.indices.first(where: { !running.contains($0) }) else { return false }
            try start(free)
            try awaitPartitions(of: free)
        case .leave:
            guard running.count > 1 else { return false }
            try note(try victim.stop(), of: victim)
            running.removeAll { $0 == number }
        case .zombie: try makeZombie(number)
        case .database:
            try server.kill()
            pause(1_000)
            try server.start()
        case .broker:
            try broker.stop()
            pause(1_000)
            try broker.start()
        case .brokerHang:
            broker.signal(SIGSTOP)
            pause(1_500)
            broker.signal(SIGCONT)
        case .cut, .hang:
            proxy.become(fault == .cut ? .isCut : .standsStill)
            pause(1_500)
            proxy.become(.flows)
        case .disk:
            guard try victim.fillDisk() else {
                report.skipped.insert("\(fault.name) (a small disk cannot be mounted)")
                return false
            }
            pause(1_500)
            victim.clearDisk()
        case .clock:
            guard clock != nil else {
                report.skipped.insert("\(fault.name) (there is no C compiler)")
                return false
            }
            try victim.setClock(off: Int64.random(in: -200_000...200_000, using: &random))
        }
        return true
    }

    /// The member stands still; a copy of the service, with its name in the group, takes its place; it wakes.
    private func makeZombie(_ number: Int) throws {
        let zombie = members[number]
        try awaitPartitions(of: number)
        zombie.signal(SIGSTOP)
        doubles += 1
        let double = try member("double-\(doubles)")
        let name = ".members"
        try FileManager.default.copyItem(
            at: zombie.folder.appendingPathComponent("state/\(name)"),
            to: double.folder.appendingPathComponent("state/\(name)"))
        members[number] = double
        members.append(zombie)
        defer { members.removeLast() }
        try double.start()
        try awaitPartitions(of: number)
        pause(300)
        let said = zombie.wordCount
        zombie.signal(SIGCONT)
        // A broker may also take back what the zombie had as from any other member.
        let tells = ["has not heard of this process for a session", "letting go of"]
        try wait("a zombie did not notice") {
            !zombie.isRunning || tells.contains { zombie.hasSaid($0, after: said) }
        }
        // Who was only asked for what it had may still find the other's rows.
        for _ in 0..<100 where zombie.isRunning { usleep(30_000) }
        if zombie.isRunning {
            // It has let go of what it had, and would be one more member with the other's name.
            report.told += 1
            zombie.kill()
        } else {
            try note(try zombie.program?.finish().status ?? -1, of: zombie)
        }
    }

    private func pause(_ milliseconds: UInt32) { usleep(UInt32.random(in: 0...milliseconds * 1_000, using: &random)) }

    // MARK: Members

    private func member(_ name: String) throws -> TortureMember {
        var environment = sandbox.environment
        if var parts = URLComponents(string: sandbox.database) {
            parts.port = Int(proxy.port)
            environment["MILLRACE_PG"] = parts.string
        }
        return try TortureMember(
            sandbox.folder.appendingPathComponent(name),
            pipeline: pipeline(sandbox, hook: "/slow", group: groups, store: store),
            environment: environment, clock: clock)
    }

    private func start(_ number: Int) throws {
        try members[number].start()
        running.append(number)
    }

    /// Whoever has ended by itself found another one in its place, or should not have.
    private func lookAfterMembers() throws {
        for member in running.map({ members[$0] }) where !member.isRunning {
            try note(try member.program?.finish().status ?? -1, of: member)
            try member.start()
        }
    }

    private func note(_ status: Int32, of member: TortureMember) throws {
        if status == 75 {
            report.fenced += 1
        } else if status == 69, !member.hasSaid("taking over") {
            // A start ends where there is no database; who looks after the service starts it again.
            report.refused += 1
        } else if status != 0 {
            differ("a member ended with \(status): \(member.lastWords)")
            throw Stuck()
        }
    }

    /// Notes a difference; what the members said is kept beside the report.
    func differ(_ sentence: String) {
        if let path = ProcessInfo.processInfo.environment["MILLRACE_TORTURE_REPORT"] {
            let words = members.map { "--- \($0.folder.lastPathComponent)\n\($0.program?.standardError ?? "")" }
            try? Data((sentence + "\n" + words.joined()).utf8).write(
                to: URL(fileURLWithPath: "\(path).difference-\(report.differences.count).log"))
        }
        report.differences.append("seed \(report.seed), round \(report.rounds): \(sentence)")
    }

    private func awaitPartitions(of number: Int) throws {
        try wait("a member did not come to have partitions") { members[number].hasSaid("taking over") }
    }

    /// How many epochs of each partition have been committed.
    private func epochs() throws -> [String: Int] {
        let rows = try sandbox.ask("select partition, epoch from millrace.progress").split(separator: "\n")
        return rows.reduce(into: [:]) { epochs, row in
            let parts = row.split(separator: "|").map(String.init)
            epochs[parts[0]] = Int(parts[1])
        }
    }

    /// noida-db may wait for a member that is gone for good: then all do what a run's words say, and go to another group.
    private func leftGroupThatWaits() throws -> Bool {
        let words = "waits for a member that does not answer"
        guard running.contains(where: { members[$0].hasSaid(words) }) else { return false }
        groups += 1
        report.stalls += 1
        for number in running { try note(try members[number].stop(), of: members[number]) }
        for member in members { try member.follow(pipeline(sandbox, hook: "/slow", group: groups, store: store)) }
        for number in running { try members[number].start() }
        return true
    }

    /// Waits until every partition has gone on: also those that somebody else had to take over.
    private func awaitEpochs(after before: [String: Int], _ fault: Fault?) throws {
        let (start, group) = (ContinuousClock.now, groups)
        try wait("not every partition went on after \(fault?.name ?? "the start")") {
            let now = try epochs()
            return now.count == Self.partitions && now.allSatisfy { $0.value > before[$0.key, default: 0] }
        }
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        if let fault, group == groups {
            report.recoveries[fault, default: []].append(Double(seconds) + Double(attoseconds) / 1e18)
        }
    }

    private func wait(_ failure: String, _ isSo: () throws -> Bool) throws {
        var start = ContinuousClock.now
        while ContinuousClock.now - start < Self.patience {
            if try isSo() { return }
            try lookAfterMembers()
            if try leftGroupThatWaits() { start = .now }
            // Each look starts a psql, which is time that members have not.
            usleep(60_000)
        }
        let words = running.map { "member \($0): \(members[$0].lastWords)" }
        differ("\(failure) in \(Self.patience): \(words.joined(separator: "; "))")
        throw Stuck()
    }
}
