import Foundation
import Testing

extension TortureRound {
    /// Compares every table, the states and what the receiver was told with what an undisturbed run makes of the topic.
    func compare() throws {
        let twin = try sandbox.twin(services)
        try twin.migrate()
        let undisturbed = try TortureMember(
            twin.folder.appendingPathComponent("member"), pipeline: pipeline(twin, hook: "/twin"),
            environment: twin.environment)
        let run = try undisturbed.run("--until-caught-up").finish()
        try #require(run.status == 0, "\(run.standardError)")
        report.records += Int(try twin.ask("select sum(next_offset) from millrace.progress").trimmed) ?? 0
        compareTables(try sandbox.contents(), try twin.contents())
        try compareStates(try states(of: members[0]), try states(of: undisturbed))
        try comparePosts()
    }

    private func compareTables(_ left: [String: String], _ right: [String: String]) {
        for (table, rows) in right.sorted(by: { $0.key < $1.key }) {
            let (ours, theirs) = (left[table, default: ""].split(separator: "\n"), rows.split(separator: "\n"))
            report.rows[table, default: 0] += theirs.count
            guard ours != theirs else { continue }
            let (missing, extra) = (Set(theirs).subtracting(ours), Set(ours).subtracting(theirs))
            let counts = "\(ours.count) rows beside \(theirs.count)"
            let samples =
                "missing \(missing.count) (\(missing.min() ?? "")), extra \(extra.count) (\(extra.min() ?? ""))"
            differ("\(table): \(counts), \(samples)")
        }
    }

    /// Each partition's line has the check value of everything that it knows.
    private func compareStates(_ ours: [String], _ theirs: [String]) throws {
        report.states += theirs.count
        if theirs.isEmpty { differ("the undisturbed run left no state") }
        guard ours != theirs else { return }
        if store == "kafka" {
            let topic = StateTopic(
                brokers: broker.address, topic: sandbox.topic, partitions: Int32(Self.partitions))
            let kept = try topic.newest(pipeline: "under-test", source: "flows")
            if kept == theirs.map({ $0.replacing(/, \d+ series/, with: "") }) {
                report.hidden += 1
                return
            }
        }
        differ("states: \(ours) beside \(theirs)")
    }

    /// What each partition knows at the end.
    private func states(of member: TortureMember) throws -> [String] {
        let output = try member.execute("state", "verify").finish()
        let words = output.standardOutput + output.standardError
        if output.status != 0 { differ("the state of the end is not sound: \(words)") }
        // The newest of each partition comes first.
        var seen: Set<Substring> = []
        return output.standardOutput.split(separator: "\n")
            .filter { seen.insert($0.prefix { $0 != ":" }).inserted }.map(String.init)
    }

    /// At least once, in order for each incident, the same under each key.
    private func comparePosts() throws {
        let posts = try hook.posts("/slow")
        report.deliveries += posts.count
        if try !(posts + hook.posts("/twin")).areSameUnderEachKey { differ("posts under one key differ") }
        let waiting = try sandbox.ask("select count(*) from millrace.undelivered").trimmed
        if waiting != "0" { differ("\(waiting) alerts were not delivered") }
        let (told, wanted) = (posts.firstKeys, try sandbox.keysToTell())
        guard told != wanted else { return }
        let first = wanted.keys.sorted().first { told[$0] != wanted[$0] } ?? ""
        differ("incident \(first): told \(told[first, default: []]), to be told were \(wanted[first, default: []])")
    }

    /// - Parameter group: tells apart groups of one owner.
    func pipeline(_ owner: Sandbox, hook path: String, group: Int = 0, store: String = "local") -> String {
        """
        apiVersion: millrace/v1
        pipeline: under-test
        sources:
          flows:
            type: kafka
            topics: [\(sandbox.topic)]
            group: \(owner.folder.lastPathComponent)-\(group)
            start: earliest
            key: [flow]
            time: {field: ts, unit: ms}
            values: [load]
            # How long the broker waits for a member that died while the group was shared out.
            kafka: {max.poll.interval.ms: 15000}
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
        state: {store: \(store), path: STATE, every: 200ms}
        runtime: {workers: 2, epoch_rows: 300, epoch_every: 50ms, drain: 20s}
        """
    }
}
