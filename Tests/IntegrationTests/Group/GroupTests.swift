import Foundation
import Testing

/// Members of a group whose brokers miss them when they stand still, move, err and are slow: what they write is what one
/// undisturbed process writes.
@Suite(.serialized, .enabled(if: Services.available != nil, Comment(rawValue: Services.reason)))
struct GroupTests {
    @Test(.timeLimit(.minutes(5))) func whoStoodStillTooLongWritesNothingMore() throws {
        try run(Array(repeating: .standsStill, count: 2))
    }

    @Test(.timeLimit(.minutes(240))) func whateverTheGroupDoesNothingIsLostAndNothingIsTwice() throws {
        let environment = ProcessInfo.processInfo.environment
        let times = environment["MILLRACE_TORTURE_GROUP"].flatMap(Int.init) ?? 1
        let seed = environment["MILLRACE_TORTURE_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 1...999_999)
        var random = SeededRandom(seed: seed)
        for _ in 0..<times { try run(GroupFault.allCases.shuffled(using: &random), seed: random.next()) }
    }

    private func run(_ faults: [GroupFault], seed: UInt64 = 1) throws {
        let services = try #require(Services.available)
        let round = try GroupRound(services.postgres, seed: seed)
        try round.run(faults)
        print("group: seed \(seed), \(faults.count) faults, \(round.fenced) ended with 75, \(round.told) were told")
        let (ours, theirs) = (try round.sandbox.contents(), try round.undisturbed().contents())
        for (table, rows) in theirs { #expect(ours[table] == rows, "\(table), seed \(seed)") }
        #expect(theirs["forecast"]?.isEmpty == false)
    }
}
