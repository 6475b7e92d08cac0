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

    /// Whoever leads: the file of the process that started last counts, and nothing flaps.
    @Test func anOlderFileBesideANewerOneEndsNothing() throws {
        let stage = try AlertStage()
        let newer = RoutingPolicy(name: "other", models: ["m"], receivers: ["fresh"], storm: nil)
        let older = try stage.makeOutbox()
        try stage.commit([.made(.firing, 0)])
        #expect(try stage.words() == ["firing c0 warning"])
        // The old process leads on while a new one starts, which has the other entry in place of the first.
        var new: PostgresOutbox? = try stage.makeOutbox([newer], receivers: ["hook", "fresh"])
        try stage.commit([.made(.firing, 1, policy: "other")])
        #expect(try stage.words() == ["resolved c0 warning"])
        try stage.commit([.made(.firing, 2), .made(.firing, 3, policy: "other")])
        #expect(try stage.words().isEmpty)
        #expect(try stage.ask("select key from millrace.open_alerts order by 1") == ["c1", "c3"])
        stage.leave()
        while try new?.lead(shouldGiveUp: { false }) == false { usleep(5_000) }
        #expect(try new?.route(shouldGiveUp: { false }) == true)
        let told = try new?.pending(for: "fresh", limit: 9, shouldGiveUp: { false }).map(\.notification) ?? []
        #expect(told.map(\.key) == ["c1", "c3"] && told.allSatisfy { $0.state == .firing })
        // An old one again: what the receiver that it does not know is to be told waits for the new one.
        new = nil
        while try !older.lead(shouldGiveUp: { false }) { usleep(5_000) }
        #expect(try older.route(shouldGiveUp: { false }))
        #expect(
            try stage.ask("select receiver || ' ' || state from millrace.undelivered") == [
                "fresh waiting", "fresh waiting",
            ])
        #expect(try stage.ask("select key from millrace.open_alerts order by 1") == ["c1", "c3"])
        #expect(try stage.ask("select key from millrace.open_alerts order by 1") == ["c1", "c3"])
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
