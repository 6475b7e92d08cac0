import Alerting
import Foundation
import PipelineSpec
import StreamRuntime
import Testing
import TimeSeries

@testable import PostgresConnector

/// What is not told because somebody asked for silence.
@Suite(.enabled(if: TestDatabase.server != nil, "needs PostgreSQL, which `make test` starts"))
struct SilenceTests {
    private func silence(_ stage: AlertStage, _ columns: String = "key", _ values: String = "'c0'", hours: Int = 1)
        throws
    {
        try stage.database.execute(
            "insert into millrace.silence (\(columns), ends_at, reason) values (\(values), now() + interval '\(hours) h', 'works')"
        )
    }

    @Test(arguments: AlertStage.Restarts.allCases) func whatFiresIsToldWhenTheSilenceEnds(restarts: AlertStage.Restarts)
        throws
    {
        let stage = try AlertStage(restarts: restarts)
        try silence(stage)
        try stage.commit([.made(.firing, 0), .made(.firing, 1)])
        #expect(try stage.words() == ["firing c1 warning"])
        #expect(
            try stage.ask(
                "select silenced_until > now() + interval '59 min' from millrace.open_alerts where key = 'c0'") == ["t"]
        )
        try stage.commit([.made(.escalated, 0, sequence: 1, at: 30, severity: .critical)])
        try stage.pass("30 min")
        #expect(try stage.words().isEmpty)
        try stage.pass("30 min")
        #expect(try stage.words() == ["firing c0 critical"])
        #expect(try stage.ask("select silenced_until from millrace.open_alerts where key = 'c0'") == ["null"])
        #expect(
            try stage.ask("select outcome from millrace.alert_event order by event_id") == [
                "superseded", "told", "told",
            ])
    }

    @Test func whatIsOverDuringASilenceIsNotTold() throws {
        let stage = try AlertStage()
        try silence(stage)
        try stage.commit([.made(.firing, 0)])
        #expect(try stage.words().isEmpty)
        try stage.commit([.made(.resolved, 0, sequence: 1, at: 60)])
        #expect(try stage.words().isEmpty)
        #expect(try stage.ask("select distinct outcome from millrace.alert_event") == ["silenced"])
        try stage.pass("2 h")
        #expect(try stage.words().isEmpty)
    }

    /// Nobody looked while it lasted: when somebody does, the silence is over too.
    @Test func whatWasOverDuringASilenceIsNotToldAfterIt() throws {
        let stage = try AlertStage()
        try silence(stage)
        try stage.commit([.made(.firing, 0), .made(.firing, 1)])
        try stage.commit([.made(.resolved, 0, sequence: 1, at: 60), .made(.resolved, 1, sequence: 1, at: 60)])
        try stage.pass("2 h")
        #expect(try stage.words() == ["firing c1 warning", "resolved c1 warning"])
        #expect(try stage.ask("select count(*) from millrace.alert_event where outcome = 'silenced'") == ["2"])
    }

    @Test(arguments: AlertStage.Restarts.allCases) func whatWasToldIsResolvedAlsoInSilence(
        restarts: AlertStage.Restarts
    ) throws {
        let stage = try AlertStage(restarts: restarts)
        try stage.commit([.made(.firing, 0), .made(.firing, 1)])
        #expect(try stage.words().count == 2)
        try silence(stage)
        try stage.commit([.made(.escalated, 0, sequence: 1, at: 30, severity: .critical)])
        #expect(try stage.words().isEmpty)
        #expect(try stage.firing().map(\.key) == ["c1"])
        try stage.commit([.made(.resolved, 0, sequence: 2, at: 60, severity: .critical)])
        #expect(try stage.words() == ["resolved c0 critical"])
    }

    @Test func silencedIncidentsAreNoStorm() throws {
        let storm = StormPolicy(groupBy: [], above: 2, waitMicroseconds: 0)
        let stage = try AlertStage(storm: storm)
        try silence(stage, "labels", "'{\"region\": \"r0\"}'")
        try stage.commit((0..<5).map { .made(.firing, $0) })
        #expect(try stage.words() == ["firing c1 warning", "firing c3 warning"])
        try stage.pass("1 h")
        #expect(try stage.words() == ["firing storm of 5 warning"])
    }

    @Test func allMatchersHaveToFit() throws {
        let matchers = [
            ("pipeline", "'p'", true), ("pipeline", "'q'", false), ("policy", "'noc'", true), ("policy", "'x'", false),
            ("model", "'m'", true), ("model", "'n'", false), ("key", "'c%'", true), ("key", "'d%'", false),
            ("key", "'c_'", false), ("key", "'c\\'", false), ("key", "'%!'", false), ("key", "'%\\%'", false),
            ("metric", "'load'", true), ("metric", "'lo'", false), ("labels", "'{\"region\": \"r0\"}'", true),
            ("labels", "'{\"region\": \"r1\"}'", false), ("key, metric", "'c0', 'other'", false),
            ("key, labels", "'c0', '{\"cell\": \"c0\", \"region\": \"r0\"}'", true),
        ]
        let stage = try AlertStage()
        for (number, (columns, values, fits)) in matchers.enumerated() {
            try stage.database.execute("truncate millrace.silence")
            try silence(stage, columns, values)
            let opened = Int64(number) * 100
            try stage.commit([.made(.firing, 0, opened: opened)])
            #expect(try stage.words().isEmpty == fits, "\(columns) \(values)")
            try stage.commit([.made(.resolved, 0, opened: opened, sequence: 1, at: opened + 50)])
            #expect(try stage.words().isEmpty == fits)
        }
    }

    @Test func silencesAreWrittenListedAndEndedByTheReader() throws {
        let stage = try AlertStage()
        try stage.commit([.made(.firing, 0), .made(.firing, 1)])
        let reader = try PostgresAlertReader(url: Secret(stage.database.url))
        var new = NewSilence(duration: .seconds(90), reason: "works on the mast")
        new.key = "c%"
        new.labels = [("region", "r0")]
        new.author = "ada"
        let number = try reader.silence(new)
        let row = try #require(try reader.silences(includingPast: false, limit: 9).first)
        #expect(row.id == number && row.key == "c%" && row.labels == "{\"region\": \"r0\"}" && row.author == "ada")
        #expect(row.silenced == 1 && row.reason == "works on the mast" && !row.isOver && row.pipeline == nil)
        #expect(try stage.words() == ["firing c1 warning"])
        #expect(try reader.endSilence(number))
        #expect(try !reader.endSilence(number))
        #expect(try reader.silences(includingPast: false, limit: 9).isEmpty)
        #expect(try reader.silences(includingPast: true, limit: 9).first?.isOver == true)
        #expect(try stage.words() == ["firing c0 warning"])
    }

    @Test func theReaderShowsWhatIsKnown() throws {
        let stage = try AlertStage(series: 12, storm: StormPolicy(groupBy: ["region"], above: 2, waitMicroseconds: 0))
        try stage.commit(
            [.made(.firing, 1)] + [0, 2, 4].map { .made(.firing, $0, severity: .critical, score: 4 + Double($0)) })
        try stage.route()
        let reader = try PostgresAlertReader(url: Secret(stage.database.url))
        let open = try reader.openAlerts(pipeline: "p", limit: 9)
        // The members of the storm are told under it.
        #expect(open.map(\.key) == [nil, "c1"])
        #expect(try reader.openAlerts(pipeline: "q", limit: 9).isEmpty)
        #expect(open[0].members == 3 && open[0].waiting == 1)
        #expect(open[0].common == [.init(name: "region", value: "r0")])
        let members = try reader.members(ofStorm: open[0].id, limit: 9)
        #expect(members.map(\.key) == ["c4", "c2", "c0"] && members.allSatisfy { $0.storm == open[0].id })
        let one = try #require(try reader.alert(open[1].id))
        #expect(one.summary.opened == "2020-09-13T12:26:40Z" && one.summary.returnPeriod?.words == "once in 34 days")
        #expect(one.recent == [50, 51.25, 99] && one.events.map(\.outcome) == ["told"])
        #expect(one.deliveries.map(\.state) == ["waiting"] && one.deliveries.first?.receiver == "hook")
        #expect(one.anomaly?.value == 99 && one.anomaly?.contributions.first?.evidence == "near_error")
        _ = try stage.ask(one.sql)
        #expect(try reader.alert(open[0].id)?.anomaly == nil)
        #expect(try reader.alert(999) == nil)
        #expect(try reader.recentAlerts(pipeline: nil, limit: 1).count == 1)
        // What outlasts its storm stands for itself.
        try stage.commit([0, 2].map { .made(.resolved, $0, sequence: 1, at: 60) })
        try stage.route()
        #expect(Set(try reader.openAlerts(pipeline: nil, limit: 9).map(\.key)) == ["c4", "c1"])
        #expect(Set(try reader.recentAlerts(pipeline: nil, limit: 9).map(\.key)) == [nil, "c4", "c1"])
    }
}
