import Foundation
import NumericKernels
import Testing

/// Members of a group whose brokers miss them when they stand still, move, err and are slow: what they write is what one
/// undisturbed process writes.
@Suite(.serialized, .enabled(if: Services.available != nil, Comment(rawValue: Services.reason)))
struct GroupFaultTests {
    /// `MILLRACE_TORTURE_GROUP` says how often everything is done, `MILLRACE_TORTURE_SEED` repeats what a seed did.
    @Test(.timeLimit(.minutes(240))) func whateverTheGroupDoesNothingIsLostAndNothingIsTwice() throws {
        let services = try #require(Services.available)
        let environment = ProcessInfo.processInfo.environment
        let times = environment["MILLRACE_TORTURE_GROUP"].flatMap(Int.init) ?? 1
        let seed = environment["MILLRACE_TORTURE_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 1...999_999)
        print("groups: seed \(seed)")
        var random = SplitMix64(seed: seed)
        var (fenced, told, rows, differences) = (0, 0, 0, 0)
        for time in 0..<times {
            // Standing still is what only these brokers notice: twice, once with nothing else before it.
            let faults = [.standsStill] + GroupFault.allCases.shuffled(using: &random)
            let round = try GroupRound(services.postgres, seed: random.next())
            try round.run(faults)
            let (ours, theirs) = (try round.sandbox.contents(), try round.undisturbed().contents())
            for (table, text) in theirs.sorted(by: { $0.key < $1.key }) {
                rows += text.count { $0 == "\n" }
                if ours[table] != text {
                    differences += 1
                    Issue.record("\(table) differs, seed \(seed), round \(time)")
                }
            }
            #expect(theirs["forecast"]?.isEmpty == false)
            (fenced, told) = (fenced + round.fenced, told + round.told)
            print("groups: round \(time + 1) of \(times), \(fenced) ended with 75, \(told) were told, \(rows) rows")
        }
        guard let path = environment["MILLRACE_TORTURE_REPORT"] else { return }
        let report = """

            ## Groups of mock brokers

            Three brokers, seed \(seed): each of these \(times) times, and members that stand still \(2 * times) times: \
            \(GroupFault.allCases.map(\.name).joined(separator: ", ")). Of those who stood still until others had what was \
            theirs, \(fenced) ended with 75 and \(told) were told by the group; none wrote a row more. \
            \(rows) rows compared, **\(differences) tables differ**.

            """
        let before = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        try (before + report).write(toFile: path, atomically: true, encoding: .utf8)
    }
}
