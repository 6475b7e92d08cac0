import Alerting
import Foundation
import StreamRuntime
import Testing
import TimeSeries

@testable import PostgresConnector

/// What is told of single incidents.
@Suite(.enabled(if: TestDatabase.server != nil, "needs PostgreSQL, which `make test` starts"))
struct OutboxTests {
    @Test func aNotificationHasWhatAPersonOnCallNeeds() throws {
        let stage = try AlertStage()
        try stage.commit([.made(.firing, 3)])
        let told = try #require(try stage.tell().first)
        #expect(told.idempotencyKey == "noc-3-1600000000000000-0" && told.fingerprint == "noc-3")
        #expect(told.pipeline == "p" && told.policy == "noc" && told.state == .firing && told.severity == .warning)
        #expect(told.opened == AlertStage.start && told.at == AlertStage.start && told.resolved == nil)
        #expect(told.model == "m" && told.key == "c3" && told.metric == "load" && told.kind == "spike")
        #expect(told.labels == [.init(name: "cell", value: "c3"), .init(name: "region", value: "r1")])
        #expect([told.value, told.expected, told.lower, told.upper, told.score] == [99, 50.5, 40, 60, 4])
        #expect(told.returnPeriodSeconds == 34 * 86_400 && told.observations == 1)
        #expect(told.recent == [50, 51.25, 99] && told.sentence.contains("where 40 to 60"))
        #expect(told.memberCount == 0 && told.members.isEmpty)
        // The query runs as it is.
        _ = try stage.ask(told.sql)
        #expect(told.sql.contains("key = 'c3'"))
        #expect(try stage.firing() == [told])
    }

    @Test(arguments: AlertStage.Restarts.allCases)
    func eachChangeIsToldOnceAndInOrder(restarts: AlertStage.Restarts) throws {
        let stage = try AlertStage(restarts: restarts)
        try stage.commit([.made(.firing, 0), .made(.firing, 1)], twice: true)
        #expect(try stage.words() == ["firing c0 warning", "firing c1 warning"])
        try stage.commit([.made(.escalated, 1, sequence: 1, at: 60, severity: .critical)])
        #expect(try stage.words() == ["firing c1 critical"])
        try stage.commit([.made(.resolved, 0, sequence: 1, at: 90)], twice: true)
        let told = try stage.tell()
        #expect(told.map(\.key) == ["c0"] && told.first?.state == .resolved)
        #expect(told.first?.resolved == Timestamp(microseconds: AlertStage.start.microseconds + 90_000_000))
        #expect(try stage.firing().map(\.key) == ["c1"])
        #expect(try stage.words().isEmpty)
        #expect(try stage.ask("select count(*) from millrace.alert_event") == ["4"])
    }

    /// It fires and is over while nobody looks, three times, as in a replay; and then once so that somebody does.
    @Test(arguments: AlertStage.Restarts.allCases) func whatIsOverBeforeItWasToldIsToldAllTheSame(
        restarts: AlertStage.Restarts
    ) throws {
        let stage = try AlertStage(receivers: ["hook", "pager"], restarts: restarts)
        for turn in 0..<3 as Range<Int64> {
            try stage.commit([.made(.firing, 0, opened: turn * 100)])
            try stage.commit([.made(.resolved, 0, opened: turn * 100, sequence: 1, at: turn * 100 + 50)])
        }
        let told = try stage.tell()
        #expect(told.map(\.state) == [.firing, .resolved, .firing, .resolved, .firing, .resolved])
        #expect(Set(told.map(\.idempotencyKey)).count == 6 && told.map(\.at) == told.map(\.at).sorted())
        #expect(try stage.tell("pager") == told)
        #expect(try stage.ask("select distinct outcome from millrace.alert_event") == ["told"])
        try stage.commit([.made(.firing, 0, opened: 600)])
        #expect(try stage.words() == ["firing c0 warning"])
        try stage.commit([.made(.resolved, 0, opened: 600, sequence: 1, at: 650), .made(.firing, 0, opened: 700)])
        #expect(try stage.words() == ["resolved c0 warning", "firing c0 warning"])
    }

    /// Of what became more severe before it was over, how severe it was is told, whether it was told before or not.
    @Test func howBadItWasIsToldBeforeItsEnd() throws {
        let stage = try AlertStage()
        func rise(_ series: Int) -> [AlertRow] {
            [
                .made(.escalated, series, sequence: 1, at: 60, severity: .critical),
                .made(.resolved, series, sequence: 2, at: 90, severity: .critical),
            ]
        }
        try stage.commit([.made(.firing, 0)])
        #expect(try stage.words() == ["firing c0 warning"])
        try stage.commit(rise(0))
        #expect(try stage.words() == ["firing c0 critical", "resolved c0 critical"])
        try stage.commit([.made(.firing, 1)] + rise(1))
        #expect(try stage.words() == ["firing c1 critical", "resolved c1 critical"])
        #expect(
            try stage.ask("select outcome from millrace.alert_event order by event_id") == [
                "told", "told", "told", "superseded", "told", "told",
            ])
    }

    /// A receiver that the file does not name any more, and all of them.
    @Test func whatWaitsForAReceiverThatIsGoneIsRefused() throws {
        let stage = try AlertStage(receivers: ["hook", "old"])
        try stage.commit([.made(.firing, 0)])
        #expect(try stage.words() == ["firing c0 warning"])
        #expect(try stage.ask("select receiver || ' ' || state from millrace.undelivered") == ["old waiting"])
        try stage.commit([.made(.resolved, 0, sequence: 1, at: 60), .made(.firing, 1)])
        stage.reconfigure(
            [RoutingPolicy(name: "noc", models: ["m"], receivers: ["hook"], storm: nil)], receivers: ["hook"])
        try stage.route()
        #expect(
            try stage.ask(
                "select receiver || ': ' || last_error from millrace.undelivered where state = 'refused'")
                == Array(repeating: "old: the pipeline's file has no receiver old any more", count: 2))
        #expect(try stage.words() == ["resolved c0 warning", "firing c1 warning"])
        try stage.commit([.made(.resolved, 1, sequence: 1, at: 60)])
        try stage.route()
        stage.reconfigure([], receivers: [])
        try stage.route()
        #expect(try stage.ask("select count(*) from millrace.undelivered where state = 'waiting'") == ["0"])
    }

    /// Neither of an entry that the file has under another name now, nor of one that tells others.
    @Test func nobodyIsRemindedOfWhatNoEntryTellsThem() throws {
        let stage = try AlertStage()
        try stage.commit([.made(.firing, 0)])
        #expect(try stage.words() == ["firing c0 warning"])
        #expect(try stage.firing().map(\.key) == ["c0"])
        stage.reconfigure([RoutingPolicy(name: "renamed", models: ["m"], receivers: ["hook"], storm: nil)])
        #expect(try stage.firing().isEmpty)
        stage.reconfigure([RoutingPolicy(name: "noc", models: ["m"], receivers: ["pager"], storm: nil)])
        #expect(try stage.firing().isEmpty)
        stage.reconfigure([RoutingPolicy(name: "noc", models: ["m"], receivers: ["pager", "hook"], storm: nil)])
        #expect(try stage.firing().map(\.key) == ["c0"])
    }

    @Test func itSaysWhenThereMayBeSomethingNew() throws {
        let stage = try AlertStage()
        // Another process may have led before.
        #expect(try stage.route())
        #expect(try !stage.route())
        try stage.commit([.made(.firing, 0)])
        #expect(try stage.route())
        #expect(try !stage.route())
        stage.reconfigure(stage.routes)
        #expect(try stage.route())
    }

    @Test func receiversAreToldEachInItsOwnTime() throws {
        let stage = try AlertStage(receivers: ["hook", "pager"])
        try stage.commit([.made(.firing, 0)])
        try stage.route()
        let first = try #require(try stage.pending("hook").first)
        try stage.note(.failed("the hook answered 500"), first)
        let second = try #require(try stage.pending("hook").first)
        #expect(second.attempts == 1 && second.number == first.number)
        // It is away while the incident ends; then it learns both.
        try stage.commit([.made(.resolved, 0, sequence: 1, at: 60)])
        #expect(try stage.words("pager") == ["firing c0 warning", "resolved c0 warning"])
        #expect(
            try stage.ask("select last_error from millrace.undelivered where attempts > 0") == ["the hook answered 500"]
        )
        #expect(try stage.words("hook") == ["firing c0 warning", "resolved c0 warning"])
        #expect(try stage.ask("select count(*) from millrace.undelivered") == ["0"])
    }

    @Test func whatAReceiverRefusesStaysToBeSeen() throws {
        let stage = try AlertStage()
        try stage.commit([.made(.firing, 0), .made(.firing, 1)])
        try stage.route()
        try stage.note(.refused("the hook answered 400"), try #require(try stage.pending().first))
        #expect(try stage.words() == ["firing c1 warning"])
        #expect(
            try stage.ask("select state || ' ' || last_error from millrace.undelivered") == [
                "refused the hook answered 400"
            ])
        #expect(try stage.firing().map(\.key) == ["c1"])
    }

    @Test func anEntryThatIsGoneIsToldToNobody() throws {
        let stage = try AlertStage()
        try stage.commit([.made(.firing, 0, policy: "gone"), .made(.firing, 0)])
        #expect(try stage.words() == ["firing c0 warning"])
        #expect(
            try stage.ask("select outcome from millrace.alert_event order by 1") == ["no_policy", "no_policy", "told"])
    }

    @Test(.timeLimit(.minutes(1))) func ofTwoProcessesOneLeads() throws {
        let stage = try AlertStage()
        try stage.commit([.made(.firing, 0)])
        var first: PostgresOutbox? = try stage.makeOutbox()
        let second = try stage.makeOutbox()
        #expect(try first?.lead(shouldGiveUp: { false }) == true)
        #expect(try !second.lead(shouldGiveUp: { false }))
        #expect(try !second.route(shouldGiveUp: { false }))
        #expect(try first?.route(shouldGiveUp: { false }) == true)
        #expect(try second.pending(for: "hook", limit: 9, shouldGiveUp: { false }).isEmpty)
        first = nil
        while try !second.lead(shouldGiveUp: { false }) { usleep(5_000) }
        #expect(try second.pending(for: "hook", limit: 9, shouldGiveUp: { false }).count == 1)
    }

    /// The server ends the connection in the middle of deciding, once.
    @Test(.timeLimit(.minutes(1))) func aConnectionThatBreaksWhileDecidingChangesNothing() throws {
        let stage = try AlertStage()
        try stage.database.execute(
            """
            create sequence tries;
            create function break_once() returns trigger language plpgsql as $$ begin
                if nextval('tries') = 1 then perform pg_terminate_backend(pg_backend_pid()); end if; return new;
            end $$;
            create trigger break_once before insert on millrace.delivery for each row execute function break_once()
            """)
        try stage.commit([.made(.firing, 0)])
        // The lead is lost with the connection.
        #expect(try stage.words().isEmpty)
        #expect(try stage.words() == ["firing c0 warning"])
        #expect(try stage.ask("select count(*) from millrace.delivery") == ["1"])
        #expect(try stage.ask("select last_value from tries") == ["2"])
    }
}
