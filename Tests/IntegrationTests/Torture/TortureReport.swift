import Foundation

/// What was done, what was compared, and how long it took to go on.
struct TortureReport {
    let seed: UInt64
    var rounds = 0
    /// How many of them kept their states where.
    var stores: [String: Int] = [:]
    var faults: [Fault: Int] = [:]
    /// Members that found another one in their place, and ended with 75.
    var fenced = 0
    /// Members that stood still, were told by the group that others have what they had, and let go of it.
    var told = 0
    /// Starts that found no database, and ended with 69.
    var refused = 0
    /// Groups that stood still since the broker waited for a member that was gone, and were left for another.
    var stalls = 0
    /// Rounds after which the broker did not show the newest snapshots to who looks for them from a topic's end.
    var hidden = 0
    /// Faults that this machine does not allow.
    var skipped: Set<String> = []
    var records = 0
    /// Rows compared, by table.
    var rows: [String: Int] = [:]
    var states = 0
    var deliveries = 0
    var differences: [String] = []
    /// From the end of a disturbance until every partition has committed an epoch, in seconds.
    var recoveries: [Fault: [Double]] = [:]

    init(seed: UInt64) { self.seed = seed }

    var markdown: String {
        let all = recoveries.values.flatMap(\.self).sorted()
        var lines = [
            "# What the fault harness found", "",
            "Seed \(seed), \(rounds) rounds, \(records) records; `make torture` runs it, `MILLRACE_TORTURE_SEED` repeats it.",
            "", "| fault | times | next epoch of every partition after, p50 | p99 |", "| --- | ---: | ---: | ---: |",
        ]
        for fault in Fault.allCases where faults[fault, default: 0] > 0 {
            let times = recoveries[fault, default: []].sorted()
            lines.append(
                "| \(fault.name) | \(faults[fault, default: 0]) | \(Self.seconds(times, 0.5)) | \(Self.seconds(times, 0.99)) |"
            )
        }
        lines.append("| all | \(faults.values.reduce(0, +)) | \(Self.seconds(all, 0.5)) | \(Self.seconds(all, 0.99)) |")
        let changes = faults[.join, default: 0] + faults[.leave, default: 0]
        lines += [
            "",
            """
            Rebalances by members that came and went, between 1 and 4 of them: \(changes). Of two processes with one name in \
            the group, \(fenced) found the other one's rows, wrote none, and ended with 75; \(told) were told by the group. \
            \(refused) starts found the database away, ended with 69, and were made again. \(stalls) times the broker waited for a \
            member that was gone, and all went to another group. \(hidden) times it hid the newest states in a topic from who begins \
            to read behind an aborted transaction; read from the topic's beginning they were those of the undisturbed run.
            """, "",
            "| compared with an undisturbed run | |", "| --- | ---: |",
        ]
        lines += stores.sorted { $0.key < $1.key }.map {
            "| rounds with the state in `store: \($0.key)` | \($0.value) |"
        }
        lines += rows.sorted { $0.key < $1.key }.map { "| rows of `\($0.key)` | \($0.value) |" }
        lines += [
            "| states of partitions | \(states) |",
            "| posts to the receiver | \(deliveries) |", "| **differences** | **\(differences.count)** |",
        ]
        lines += ["", Self.untested]
        if !skipped.isEmpty { lines += ["", "Not done on this machine: \(skipped.sorted().joined(separator: "; "))."] }
        if !differences.isEmpty { lines += [""] + differences.map { "- \($0)" } }
        return lines.joined(separator: "\n") + "\n"
    }

    /// What the broker for development cannot do.
    private static let untested = """
        kill -9 of the broker is not among it, and its stop only where `broker=…` asks for it: noida-db saves its log from time \
        to time, and runs with such stops differed, likely since it lost what members had read. It never drops a member that stands \
        still; what a group does then is tried with mock brokers, below.
        """

    private static func seconds(_ sorted: [Double], _ share: Double) -> String {
        guard !sorted.isEmpty else { return "" }
        let index = min(Int((Double(sorted.count) * share).rounded(.down)), sorted.count - 1)
        return String(format: "%.2f s", sorted[index])
    }
}
