import Alerting
import Foundation
import StreamRuntime
import Testing
import TimeSeries

@testable import PostgresConnector

/// What is told when many incidents come at once.
@Suite(.enabled(if: TestDatabase.server != nil, "needs PostgreSQL, which `make test` starts"))
struct StormTests {
    private func storm(_ groupBy: [String] = ["metric"], above: Int, wait: Int64 = 10) -> StormPolicy {
        StormPolicy(groupBy: groupBy, above: above, waitMicroseconds: wait * 1_000_000)
    }

    @Test(.timeLimit(.minutes(2))) func tenThousandAreOne() throws {
        let stage = try AlertStage(series: 10_000, storm: storm(above: 50))
        try stage.commit((0..<10_000).map { .made(.firing, $0, score: Double($0) / 1_000) })
        #expect(try stage.words().isEmpty)
        try stage.pass("10 s")
        let told = try stage.tell()
        #expect(told.count == 1)
        let one = try #require(told.first)
        #expect(one.memberCount == 10_000 && one.key.isEmpty && one.state == .firing)
        #expect(one.labels == [.init(name: "metric", value: "load")])
        #expect(one.members.map(\.key) == (9_990..<10_000).reversed().map { "c\($0)" })
        #expect(one.members.first?.score == 9.999 && one.members.first?.sentence.contains("load is at 99") == true)
        #expect(
            one.sentence
                == "10000 series of metric load are unusual at once, the worst of them c9999, c9998, c9997.")
        #expect(one.fingerprint.count == 16)
        #expect(try stage.ask(one.sql).count == 10_000)
        #expect(try stage.firing().map(\.idempotencyKey) == [one.idempotencyKey])
        try stage.commit((0..<10_000).map { .made(.resolved, $0, sequence: 1, at: 300) })
        let over = try stage.tell()
        #expect(over.map(\.state) == [.resolved] && over.first?.memberCount == 10_000)
        #expect(
            over.first?.sentence == "Over: 10000 incidents of metric load came at once; none of them fires any more.")
        #expect(try stage.firing().isEmpty)
        #expect(
            try stage.ask("select outcome || count(*) from millrace.alert_event group by outcome order by 1") == [
                "storm20000", "told2",
            ])
    }

    /// A replay: all is over before anybody looks.
    @Test(.timeLimit(.minutes(2)), arguments: AlertStage.Restarts.allCases)
    func tenThousandThatAreOverAreOneTooFiringThenResolved(restarts: AlertStage.Restarts) throws {
        let stage = try AlertStage(series: 10_000, storm: storm(above: 50), restarts: restarts)
        try stage.commit((0..<10_000).map { .made(.firing, $0, score: Double($0) / 1_000) })
        try stage.commit((0..<10_000).map { .made(.resolved, $0, sequence: 1, at: 300, score: Double($0) / 1_000) })
        #expect(try stage.words().isEmpty)
        try stage.pass("10 s")
        let told = try stage.tell()
        #expect(told.map(\.state) == [.firing, .resolved] && told.map(\.memberCount) == [10_000, 10_000])
        #expect(told.first?.members.map(\.key) == (9_990..<10_000).reversed().map { "c\($0)" })
        #expect(
            try stage.ask("select outcome || count(*) from millrace.alert_event group by outcome order by 1") == [
                "storm20000", "told2",
            ])
        #expect(try stage.words().isEmpty)
    }

    /// Few that are over wait as those that fire do, since more may come; a flapping series is one, not many.
    @Test(arguments: AlertStage.Restarts.allCases) func fewThatAreOverAreToldAfterTheWait(
        restarts: AlertStage.Restarts
    ) throws {
        let stage = try AlertStage(storm: storm(above: 2), restarts: restarts)
        for turn in 0..<3 as Range<Int64> {
            try stage.commit([.made(.firing, 0, opened: turn * 100)])
            try stage.commit([.made(.resolved, 0, opened: turn * 100, sequence: 1, at: turn * 100 + 50)])
        }
        try stage.commit([.made(.firing, 1, opened: 300)])
        try stage.pass("9 s")
        #expect(try stage.words().isEmpty)
        try stage.pass("1 s")
        let over = ["firing c0 warning", "resolved c0 warning"]
        #expect(try stage.words() == over + over + over + ["firing c1 warning"])
        // With a third series it is a storm.
        try stage.commit([.made(.firing, 2, opened: 400), .made(.firing, 3, opened: 400)])
        try stage.commit([.made(.resolved, 2, opened: 400, sequence: 1, at: 420)])
        try stage.pass("10 s")
        #expect(try stage.words() == ["firing storm of 3 warning"])
    }

    @Test(.timeLimit(.minutes(2))) func tenThousandByThemselvesAreToldToo() throws {
        let stage = try AlertStage(series: 10_000)
        try stage.database.execute(
            "insert into millrace.silence (key, ends_at, reason) values ('c1%', now() + interval '1 h', 'works')")
        try stage.commit((0..<10_000).map { .made(.firing, $0) })
        try stage.route()
        #expect(try stage.pending().count == 8_889)
        try stage.commit((0..<10_000).map { .made(.resolved, $0, sequence: 1, at: 300) })
        try stage.route()
        #expect(try stage.pending().count == 2 * 8_889)
    }

    @Test(arguments: AlertStage.Restarts.allCases) func fewAreToldByThemselvesAfterTheWait(
        restarts: AlertStage.Restarts
    ) throws {
        let stage = try AlertStage(storm: storm(above: 3), restarts: restarts)
        try stage.commit((0..<3).map { .made(.firing, $0) })
        try stage.pass("9 s")
        #expect(try stage.words().isEmpty)
        // A second one within the wait is told with the first: the wait is that of the first change.
        try stage.commit([.made(.escalated, 0, sequence: 1, at: 1, severity: .critical)])
        try stage.pass("1 s")
        #expect(try stage.words() == ["firing c1 warning", "firing c2 warning", "firing c0 critical"])
        // What was told already does not wait.
        try stage.commit([.made(.resolved, 1, sequence: 1, at: 60)])
        #expect(try stage.words() == ["resolved c1 warning"])
    }

    @Test(arguments: AlertStage.Restarts.allCases) func aStormGrowsAndEnds(restarts: AlertStage.Restarts) throws {
        let stage = try AlertStage(series: 20, storm: storm(above: 3), restarts: restarts)
        // One was told before, and keeps its own end.
        try stage.commit([.made(.firing, 0)])
        try stage.pass("10 s")
        #expect(try stage.words() == ["firing c0 warning"])
        try stage.commit((1..<4).map { .made(.firing, $0, opened: 20) })
        try stage.pass("10 s")
        #expect(try stage.words() == ["firing storm of 4 warning"])
        // Those that join are not told, nor what becomes of them, until there are twice as many.
        try stage.commit((4..<7).map { .made(.firing, $0, opened: 30) })
        #expect(try stage.words().isEmpty)
        try stage.commit([.made(.resolved, 4, opened: 30, sequence: 1, at: 40), .made(.firing, 7, opened: 40)])
        #expect(try stage.words().isEmpty)
        try stage.commit([.made(.firing, 8, opened: 50)])
        #expect(try stage.words() == ["firing storm of 8 warning"])
        try stage.commit([.made(.escalated, 5, opened: 30, sequence: 1, at: 60, severity: .critical)])
        #expect(try stage.words() == ["firing storm of 8 critical"])
        try stage.commit([.made(.resolved, 0, sequence: 1, at: 70)])
        #expect(try stage.words() == ["resolved c0 warning"])
        // Half of three is one.
        try stage.commit([1, 2, 3].map { .made(.resolved, $0, opened: 20, sequence: 1, at: 80) })
        try stage.commit([
            .made(.resolved, 6, opened: 30, sequence: 1, at: 80), .made(.resolved, 7, opened: 40, sequence: 1, at: 80),
        ])
        #expect(try stage.words().isEmpty)
        try stage.commit([.made(.resolved, 8, opened: 50, sequence: 1, at: 90)])
        #expect(try stage.words() == ["resolved storm of 9 critical", "firing c5 critical"])
        try stage.commit([.made(.resolved, 5, opened: 30, sequence: 2, at: 99, severity: .critical)])
        #expect(try stage.words() == ["resolved c5 critical"])
        #expect(try stage.ask("select count(*) from millrace.open_alerts") == ["0"])
    }

    @Test func aSecondStormOfAGroupIsAnother() throws {
        let stage = try AlertStage(storm: storm(above: 2, wait: 0))
        var keys: Set<String> = []
        for turn in 0..<3 as Range<Int64> {
            try stage.commit((0..<4).map { .made(.firing, $0, opened: turn * 100) })
            let told = try stage.tell()
            #expect(told.map(\.memberCount) == [4])
            keys.formUnion(told.map(\.idempotencyKey))
            try stage.commit((0..<4).map { .made(.resolved, $0, opened: turn * 100, sequence: 1, at: turn * 100 + 50) })
            #expect(try stage.words() == ["resolved storm of 4 warning"])
        }
        #expect(keys.count == 3)
        // Others that began at the very moment at which an earlier storm did.
        try stage.commit((4..<8).map { .made(.firing, $0, opened: 200) })
        #expect(try stage.words() == ["firing storm of 4 warning"])
    }

    @Test func groupsAreApart() throws {
        let stage = try AlertStage(series: 12, storm: storm(["region", "kind"], above: 2, wait: 0))
        try stage.commit(
            [0, 2, 4, 6].map { .made(.firing, $0) } + [.made(.firing, 1), .made(.firing, 8, kind: .stuck)])
        let told = try stage.tell()
        #expect(told.map(\.key).sorted() == ["", "c1", "c8"])
        #expect(
            told.first { $0.key.isEmpty }?.labels == [
                .init(name: "kind", value: "spike"), .init(name: "region", value: "r0"),
            ])
    }

    @Test func withoutAGroupThePolicyIsOne() throws {
        let stage = try AlertStage(storm: storm([], above: 2, wait: 0))
        try stage.commit((0..<5).map { .made(.firing, $0) })
        #expect(try stage.words() == ["firing storm of 5 warning"])
        // The file knows no storms any more.
        stage.reconfigure([RoutingPolicy(name: "noc", models: ["m"], receivers: ["hook"], storm: nil)])
        #expect(try stage.words() == ["resolved storm of 5 warning"] + (0..<5).map { "firing c\($0) warning" })
    }

    /// Twenty flapping series: a storm goes on while enough of them fire.
    @Test(arguments: AlertStage.Restarts.allCases) func flappingDoesNotMakeAStormFlap(restarts: AlertStage.Restarts)
        throws
    {
        let stage = try AlertStage(series: 20, storm: storm(above: 8, wait: 0), restarts: restarts)
        try stage.commit((0..<20).map { .made(.firing, $0) })
        #expect(try stage.words() == ["firing storm of 20 warning"])
        for turn in 1..<6 as Range<Int64> {
            let half = turn % 2 == 1 ? 0..<10 : 10..<20
            let before = turn <= 2 ? 0 : (turn - 2) * 100
            try stage.commit(half.map { .made(.resolved, $0, opened: before, sequence: 1, at: turn * 100 - 50) })
            #expect(try stage.words().isEmpty)
            try stage.commit(half.map { .made(.firing, $0, opened: turn * 100) })
            #expect(try stage.words().isEmpty)
        }
    }
}
