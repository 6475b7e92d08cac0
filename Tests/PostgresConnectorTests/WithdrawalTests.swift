import Alerting
import Foundation
import StreamRuntime
import Testing
import TimeSeries

@testable import PostgresConnector

/// Incidents that the pipeline's file does not look for any more.
@Suite(.enabled(if: TestDatabase.server != nil, "needs PostgreSQL, which `make test` starts"))
struct WithdrawalTests {
    private static let noc = RoutingPolicy(name: "noc", models: ["m"], receivers: ["hook"], storm: nil)
    private static let other = RoutingPolicy(name: "other", models: ["m"], receivers: ["hook"], storm: nil)
    private static let gone = "the pipeline's file has no entry noc of alerts any more"

    @Test(arguments: AlertStage.Restarts.allCases) func whoWasToldIsToldThatItIsOver(restarts: AlertStage.Restarts)
        throws
    {
        let stage = try AlertStage(receivers: ["hook", "pager"], restarts: restarts)
        try stage.commit([.made(.firing, 0, policy: "other"), .made(.firing, 1)])
        stage.reconfigure(stage.routes + [Self.other])
        #expect(try stage.words() == ["firing c0 warning", "firing c1 warning"])
        // Nobody was told of it yet, and the pager was not reached.
        try stage.commit([
            .made(.escalated, 1, sequence: 1, at: 30, severity: .critical), .made(.firing, 2, opened: 40),
        ])
        stage.reconfigure([Self.other])
        let told = try stage.tell()
        #expect(told.map(\.state) == [.resolved] && told.first?.key == "c1" && told.first?.severity == .critical)
        #expect(
            told.first?.sentence
                == "Over: \(Self.gone), so that nobody looks at load of c1. What was told last: load is at 99, where 40 to 60 was expected"
        )
        #expect(told.first?.idempotencyKey == "noc-1-1600000000000000-2")
        #expect(told.first?.resolved == Timestamp(microseconds: AlertStage.start.microseconds + 30_000_000))
        #expect(try stage.words("pager") == ["firing c1 warning", "resolved c1 critical"])
        #expect(try stage.ask("select key from millrace.open_alerts") == ["c0"])
        #expect(
            try stage.ask("select key from millrace.alert_history where withdrawn = '\(Self.gone.sql)' order by 1")
                == ["c1", "c2"])
        #expect(try stage.words().isEmpty)
        #expect(try stage.firing().map(\.key) == ["c0"])
    }

    /// A partition that restored an older state writes what it knows of them, and then what comes.
    @Test(arguments: AlertStage.Restarts.allCases) func aReplayNeitherFailsNorOpensThemAgain(
        restarts: AlertStage.Restarts
    ) throws {
        let stage = try AlertStage(restarts: restarts)
        try stage.commit([.made(.firing, 0)])
        #expect(try stage.words() == ["firing c0 warning"])
        stage.reconfigure([])
        #expect(try stage.words() == ["resolved c0 warning"])
        stage.reconfigure([Self.noc])
        for severity in [Severity.info, .critical] {
            try stage.commit([
                .made(.firing, 0), .made(.escalated, 0, sequence: 1, at: 60, severity: severity),
                .made(.escalated, 0, sequence: 2, at: 90, severity: severity),
            ])
            #expect(try stage.words().isEmpty)
        }
        #expect(try stage.ask("select count(*) from millrace.open_alerts") == ["0"])
        try stage.commit([
            .made(.resolved, 0, sequence: 3, at: 120, severity: .critical), .made(.firing, 0, opened: 200),
        ])
        #expect(try stage.words() == ["firing c0 warning"])
        try stage.commit([.made(.resolved, 0, opened: 200, sequence: 1, at: 300)])
        #expect(try stage.words() == ["resolved c0 warning"])
        #expect(
            try stage.ask(
                "select concat_ws(' ', sequence, state, withdrawn is null) from millrace.alert order by opened")
                == ["1 resolved f", "1 resolved t"])
    }

    /// The entry stays, and looks at other models.
    @Test func anEntryThatHasAnotherModelTellsTheEnd() throws {
        let stage = try AlertStage()
        try stage.commit([.made(.firing, 0)])
        #expect(try stage.words() == ["firing c0 warning"])
        stage.reconfigure([RoutingPolicy(name: "noc", models: ["n"], receivers: ["hook"], storm: nil)])
        let told = try stage.tell()
        #expect(told.map(\.state) == [.resolved])
        #expect(told.first?.sentence.contains("has no anomalies of the model m any more") == true)
    }

    /// What was over by itself while the entry was being removed.
    @Test func anEndThatNobodyHadRoutedYetIsTold() throws {
        let stage = try AlertStage()
        try stage.commit([.made(.firing, 0)])
        #expect(try stage.words() == ["firing c0 warning"])
        try stage.commit([.made(.resolved, 0, sequence: 1, at: 60)])
        stage.reconfigure([])
        let told = try stage.tell()
        #expect(told.map(\.state) == [.resolved] && told.first?.sentence.hasPrefix("Over: the pipeline") == false)
    }

    @Test(.timeLimit(.minutes(1))) func aStormOfThemIsOver() throws {
        let storm = StormPolicy(groupBy: ["metric"], above: 3, waitMicroseconds: 0)
        let stage = try AlertStage(storm: storm)
        try stage.commit([.made(.firing, 0)])
        #expect(try stage.words() == ["firing c0 warning"])
        try stage.commit((1..<6).map { .made(.firing, $0) })
        #expect(try stage.words() == ["firing storm of 6 warning"])
        stage.reconfigure([])
        let told = try stage.tell()
        // The one that was told by itself, and the storm; not each of its members.
        #expect(told.map(\.key) == ["c0", ""] && told.allSatisfy { $0.state == .resolved })
        #expect(told.last?.sentence == "Over: 6 incidents of metric load came at once; \(Self.gone).")
        #expect(try stage.ask("select count(*) from millrace.open_alerts") == ["0"])
        #expect(
            try stage.ask("select distinct outcome from millrace.alert_event where change = 'resolved' order by 1")
                == ["storm", "told"])
    }

    /// Two processes, an older one that leads and a newer one whose file has another receiver, or another entry.
    private func replaced(
        by newer: [RoutingPolicy], patience: Int = CountedFile.patience
    ) throws -> (AlertStage, old: PostgresOutbox, new: PostgresOutbox) {
        let stage = try AlertStage()
        let old = try stage.makeOutbox(patience: patience)
        try stage.commit([.made(.firing, 0)])
        #expect(try old.turn())
        #expect(try old.keys("hook") == ["c0"])
        return (stage, old, try stage.makeOutbox(newer, receivers: ["fresh"]))
    }

    /// Its connection is there, its sources are not, say.
    @Test func aProcessThatCannotBeginChangesNothing() throws {
        let (stage, old, _) = try replaced(by: [])
        try stage.commit([.made(.firing, 1)])
        #expect(try old.turn())
        #expect(try old.keys("hook") == ["c0", "c1"])
        #expect(try stage.ask("select count(*) from millrace.open_alerts") == ["2"])
    }

    @Test func whoHasAnOlderFileGivesUpTheLead() throws {
        let (stage, old, new) = try replaced(by: [Self.other])
        #expect(try !new.turn(), "the older one leads still")
        try stage.commit([.made(.firing, 1), .made(.firing, 2, policy: "other")])
        #expect(try !old.turn())
        #expect(try new.turn())
        #expect(try stage.ask("select key from millrace.open_alerts order by 1") == ["c2"])
        #expect(try old.keys("hook").isEmpty && new.keys("fresh").isEmpty)
        // Whoever looks next, and however often.
        for _ in 0..<3 {
            #expect(try !old.turn() && !new.turn())
        }
        #expect(try stage.ask("select count(*) from millrace.open_alerts") == ["1"])
    }

    /// In between it has decided by its own file who is to be told.
    @Test(arguments: [true, false]) func whatFiresIsToldToWhoeverIsInTheFileNow(isToldBefore: Bool) throws {
        let newer = RoutingPolicy(name: "noc", models: ["m"], receivers: ["fresh"], storm: nil)
        let (stage, old, new) = try replaced(by: [newer])
        if isToldBefore {
            for delivery in try old.pending(for: "hook", limit: 9, shouldGiveUp: { false }) {
                try old.note(.delivered, of: delivery, shouldGiveUp: { false })
            }
        }
        try stage.commit([.made(.firing, 1), .made(.firing, 2), .made(.resolved, 2, sequence: 1, at: 60)])
        // It took the lead before the newer one began, and has not looked since.
        #expect(try !new.turn())
        #expect(try old.route(shouldGiveUp: { false }))
        #expect(try !old.turn())
        #expect(try new.turn())
        #expect(try new.keys("fresh") == (isToldBefore ? ["c1"] : ["c0", "c1"]))
        try stage.commit([.made(.resolved, 1, sequence: 1, at: 60)])
        #expect(try new.turn())
        let told = try new.pending(for: "fresh", limit: 9, shouldGiveUp: { false }).map(\.notification)
        #expect(told.filter { $0.key == "c1" }.map(\.state) == [.firing, .resolved])
    }

    /// As after a trial run. A process that is away for a moment, as while it restarts, does not change it.
    @Test func anOlderFileCountsAgainWhenNobodyHasTheNewerOne() throws {
        var (stage, old, new): (AlertStage, PostgresOutbox, PostgresOutbox?) = try replaced(
            by: [Self.other], patience: 4)
        #expect(try new?.turn() == false)
        #expect(try !old.turn())
        for _ in 0..<3 {
            for _ in 0..<3 { #expect(try !old.lead(shouldGiveUp: { false })) }
            _ = try stage.ask("update millrace.pipeline_file set seen_at = seen_at - interval '1 minute' returning 1")
            #expect(try new?.lead(shouldGiveUp: { false }) == true)
        }
        new = nil
        try stage.commit([.made(.firing, 1)])
        var looks = 1
        while try !old.lead(shouldGiveUp: { false }), looks < 1_000 {
            looks += 1
            usleep(1_000)
        }
        #expect(looks >= 4)
        #expect(try old.route(shouldGiveUp: { false }))
        #expect(try old.keys("hook").contains("c1"))
    }

    /// Its receivers are in the file still, or not.
    @Test func whoIsNotInTheFileCannotBeTold() throws {
        let stage = try AlertStage(receivers: ["hook", "old"])
        try stage.commit([.made(.firing, 0)])
        _ = try stage.words()
        #expect(try stage.words("old") == ["firing c0 warning"])
        stage.reconfigure([], receivers: ["hook"])
        #expect(try stage.words() == ["resolved c0 warning"])
        #expect(
            try stage.ask("select concat_ws(' ', receiver, change, state, last_error) from millrace.undelivered")
                == ["old resolved refused the pipeline's file has no receiver old any more"])
    }
}

extension String {
    fileprivate var sql: String { replacing("'", with: "''") }
}
