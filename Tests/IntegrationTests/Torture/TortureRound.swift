import Foundation
import Testing

/// One topic, one database and some members, to which faults happen until there are none left; then what came of it is compared
/// with a run that nothing happened to.
final class TortureRound {
    private static let mostMembers = 4

    private let server: PrivateServer
    private let broker: PrivateBroker
    private let services: Services
    private let sandbox: Sandbox
    private let proxy: Proxy
    private let hook: HookServer
    private let feeder: Feeder
    private var members: [TortureMember] = []
    private var running: [Int] = []
    private var doubles = 0
    private var random: SeededRandom
    private var report: TortureReport

    /// - Parameter rate: records a second.
    init(_ server: PrivateServer, _ broker: PrivateBroker, seed: UInt64, rate: Int, _ report: TortureReport) throws {
        (self.server, self.broker, self.report) = (server, broker, report)
        random = SeededRandom(seed: seed)
        services = Services(postgres: server.url, brokers: broker.address)
        sandbox = try Sandbox(services)
        try sandbox.migrate()
        try sandbox.produce([], partitions: 4)
        proxy = try Proxy(to: try #require(URLComponents(string: server.url)?.port.map(UInt16.init)))
        hook = try HookServer(log: sandbox.folder.appendingPathComponent("posts"))
        feeder = try Feeder(
            TortureStream(seed: seed), to: sandbox.topic, at: broker.address, each: max(rate / 20, 1), every: 50)
        for number in 0..<Self.mostMembers { members.append(try member("member-\(number)")) }
    }

    /// Lets the faults happen, each at its random time, and compares.
    func run(_ faults: [Fault]) throws -> TortureReport {
        for number in 0..<2 { try start(number) }
        try awaitEpoch(after: 0, since: .now, nil)
        for fault in faults {
            usleep(UInt32.random(in: 20_000...400_000, using: &random))
            try lookAfterMembers()
            let before = try epochs()
            guard try inflict(fault) else { continue }
            report.faults[fault, default: 0] += 1
            try awaitEpoch(after: before, since: .now, fault)
        }
        feeder.finish()
        try settle()
        try compare()
        report.rounds += 1
        return report
    }

    // MARK: Faults

    /// - Returns: whether it could be done.
    private func inflict(_ fault: Fault) throws -> Bool {
        let victim = try #require(running.randomElement(using: &random))
        switch fault {
        case .kill:
            members[victim].kill()
            try members[victim].start()
        case .stop:
            note(try members[victim].stop(), of: victim)
            try members[victim].start()
        case .join:
            guard let number = members.indices.first(where: { !running.contains($0) }) else { return false }
            try start(number)
            try awaitWord("taking over", of: number)
        case .leave:
            guard running.count > 1 else { return false }
            note(try members[victim].stop(), of: victim)
            running.removeAll { $0 == victim }
        case .zombie: try makeZombie(victim)
        case .database:
            try server.kill()
            pause(1_000)
            try server.start()
        case .broker:
            broker.kill()
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
            guard try members[victim].fillDisk() else {
                report.skipped.insert("\(fault.name) (a small disk cannot be mounted)")
                return false
            }
            pause(1_500)
            members[victim].clearDisk()
        case .clock:
            guard Self.faketime != nil else {
                report.skipped.insert("\(fault.name) (faketime is not installed)")
                return false
            }
            try members[victim].setClock(off: Int.random(in: -200_000...200_000, using: &random))
        }
        return true
    }

    /// The member stands still; a copy of the service, with its name in the group, takes its place; it wakes.
    private func makeZombie(_ victim: Int) throws {
        let zombie = members[victim]
        try awaitWord("taking over", of: victim)
        zombie.signal(SIGSTOP)
        doubles += 1
        let double = try member("double-\(doubles)")
        let name = ".members"
        try FileManager.default.copyItem(
            at: zombie.folder.appendingPathComponent("state/\(name)"),
            to: double.folder.appendingPathComponent("state/\(name)"))
        members[victim] = double
        try double.start()
        try awaitWord("taking over", of: victim)
        pause(300)
        zombie.signal(SIGCONT)
        let status = try #require(try zombie.program?.finish().status)
        if status == 75 { report.fenced += 1 } else { differ("a zombie ended with \(status): \(tail(zombie))") }
    }

    private func pause(_ milliseconds: UInt32) { usleep(UInt32.random(in: 0...milliseconds * 1_000, using: &random)) }

    // MARK: Members

    private func member(_ name: String) throws -> TortureMember {
        try TortureMember(
            sandbox.folder.appendingPathComponent(name), pipeline: pipeline(sandbox, hook: "/slow"),
            environment: environment(of: sandbox, port: "\(proxy.port)"), faketime: Self.faketime)
    }

    private func start(_ number: Int) throws {
        try members[number].start()
        running.append(number)
    }

    /// Whoever has ended by itself found another one in its place, or should not have.
    private func lookAfterMembers() throws {
        for number in running where !members[number].isRunning {
            note(try members[number].program?.finish().status ?? -1, of: number)
            try members[number].start()
        }
    }

    private func note(_ status: Int32, of member: Int) {
        if status == 75 {
            report.fenced += 1
        } else if status != 0 {
            differ("a member ended with \(status): \(tail(members[member]))")
        }
    }

    private func tail(_ member: TortureMember) -> String {
        (member.program?.standardError.split(separator: "\n").suffix(3).joined(separator: " / ")) ?? ""
    }

    private func differ(_ sentence: String) {
        report.differences.append("seed \(report.seed), round \(report.rounds): \(sentence)")
    }

    private func awaitWord(_ word: String, of number: Int) throws {
        for _ in 0..<1_500 {
            if members[number].program?.standardError.contains(word) ?? false { return }
            if !members[number].isRunning { return try lookAfterMembers() }
            usleep(20_000)
        }
        differ("a member did not come to `\(word)` in 30 s: \(tail(members[number]))")
    }

    /// How many epochs have been committed.
    private func epochs() throws -> Int {
        Int(try sandbox.ask("select coalesce(sum(epoch), 0) from millrace.progress").trimmed) ?? 0
    }

    private func awaitEpoch(after before: Int, since start: ContinuousClock.Instant, _ fault: Fault?) throws {
        while ContinuousClock.now - start < .seconds(60) {
            if try epochs() > before {
                let (seconds, attoseconds) = (ContinuousClock.now - start).components
                if let fault {
                    report.recoveries[fault, default: []].append(Double(seconds) + Double(attoseconds) / 1e18)
                }
                return
            }
            try lookAfterMembers()
            usleep(20_000)
        }
        let tails = running.map { "member \($0): \(tail(members[$0]))" }
        differ("no epoch in 60 s after \(fault?.name ?? "the start"): \(tails.joined(separator: "; "))")
    }

    // MARK: The end

    /// All end; one reads what is left.
    private func settle() throws {
        for number in running { note(try members[number].stop(), of: number) }
        let last = try members[0].run("--until-caught-up").finish()
        if last.status != 0 { differ("the last run ended with \(last.status): \(last.standardError.suffix(600))") }
    }

    private func compare() throws {
        let twin = try sandbox.twin(services)
        try twin.migrate()
        let undisturbed = try TortureMember(
            twin.folder.appendingPathComponent("member"), pipeline: pipeline(twin, hook: "/twin"),
            environment: environment(of: twin, port: nil), faketime: nil)
        let run = try undisturbed.run("--until-caught-up").finish()
        try #require(run.status == 0, "\(run.standardError)")
        report.records += Int(try twin.ask("select sum(next_offset) from millrace.progress").trimmed) ?? 0
        let (left, right) = (try sandbox.contents(), try twin.contents())
        for (table, rows) in right {
            let (ours, theirs) = (left[table, default: ""].split(separator: "\n"), rows.split(separator: "\n"))
            report.rows[table, default: 0] += theirs.count
            guard ours != theirs else { continue }
            let (missing, extra) = (Set(theirs).subtracting(ours), Set(ours).subtracting(theirs))
            differ(
                "\(table): \(ours.count) rows beside \(theirs.count), missing \(missing.count) (\(missing.first ?? "")), extra \(extra.count) (\(extra.first ?? ""))"
            )
        }
        compare(try states(of: members[0]), try states(of: undisturbed))
        try comparePosts()
    }

    private func compare(_ ours: [String: Data], _ theirs: [String: Data]) {
        if theirs.isEmpty { differ("the undisturbed run left no state") }
        for (path, bytes) in theirs {
            report.states += 1
            report.stateBytes += bytes.count
            if ours[path] != bytes { differ("the state \(path) has other bytes") }
        }
    }

    /// What each partition knows at the end, by its name.
    private func states(of member: TortureMember) throws -> [String: Data] {
        let root = member.folder.appendingPathComponent("state/under-test")
        let paths = (FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String }) ?? []
        var states: [String: Data] = [:]
        for path in paths where path.hasSuffix(".snapshot") {
            states[path] = try Data(contentsOf: root.appendingPathComponent(path))
        }
        return states
    }

    /// At least once, in order for each incident, the same under each key.
    private func comparePosts() throws {
        let posts = try hook.posts("/slow")
        report.deliveries += posts.count
        if !posts.areSameUnderEachKey { differ("posts under one key differ") }
        let waiting = try sandbox.ask("select count(*) from millrace.undelivered").trimmed
        if waiting != "0" { differ("\(waiting) alerts were not delivered") }
        let wanted = try sandbox.keysToTell()
        if posts.firstKeys != wanted { differ("\(posts.firstKeys.count) incidents were told, \(wanted.count) were to be, or in another order") }
    }

    // MARK: The pipeline

    /// The library that fakes the clock.
    private static let faketime: String? = ["x86_64", "aarch64"].lazy
        .map { "/usr/lib/\($0)-linux-gnu/faketime/libfaketimeMT.so.1" }
        .first { FileManager.default.fileExists(atPath: $0) }

    /// - Parameter port: another one for the database than its own.
    private func environment(of sandbox: Sandbox, port: String?) -> [String: String] {
        var environment = sandbox.environment
        if let port, var parts = URLComponents(string: sandbox.database) {
            parts.port = Int(port)
            environment["MILLRACE_PG"] = parts.string
        }
        return environment
    }

    private func pipeline(_ owner: Sandbox, hook path: String) -> String {
        """
        apiVersion: millrace/v1
        pipeline: under-test
        sources:
          flows:
            type: kafka
            topics: [\(sandbox.topic)]
            group: \(owner.folder.lastPathComponent)
            start: earliest
            key: [flow]
            time: {field: ts, unit: ms}
            values: [load]
        models:
          load:
            inputs: [all]
            forecaster: {type: liquid, step: 5m, horizon: 6, seasons: [1d]}
            detect: {range: [0, 1e15], return_period: 30d}
        alerts:
          noc: {for: 2, resolve_after: 30m, cooldown: 1h, to: [hook]}
        sinks:
          pg: {type: postgres}
          hook: {type: webhook, url: '\(hook.url)\(path)', max_per_minute: 60000}
        state: {path: STATE, every: 200ms}
        runtime: {workers: 2, epoch_rows: 300, epoch_every: 50ms, drain: 20s}
        """
    }
}

extension String {
    fileprivate var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
