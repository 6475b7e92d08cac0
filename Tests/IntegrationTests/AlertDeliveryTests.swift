import Foundation
import Testing

/// Incidents in the database, told by a real run to a web server and a topic, and shown and silenced by the commands.
@Suite(.serialized, .enabled(if: Services.available != nil, Comment(rawValue: Services.reason)))
struct AlertDeliveryTests {
    private func station() throws -> AlertStation {
        let station = try AlertStation(try #require(Services.available))
        try station.sandbox.produce([], partitions: 2)
        return station
    }

    @Test(.timeLimit(.minutes(2))) func aRunTellsEachChangeOnceAndInOrder() throws {
        let station = try station()
        let path = try station.pipeline(hook: "http://127.0.0.1:\(station.port)/told")
        try station.open(series: 1)
        try station.open(series: 2)
        let first = try station.sandbox.start(path, "--format", "human").finish()
        #expect(first.status == 0, "\(first.standardError)")
        #expect(
            first.standardError.contains("alerts: hook 2 delivered; incidents 2 delivered"), "\(first.standardError)")
        try station.resolve(series: 1)
        let second = try station.sandbox.start(path, "--format", "json").finish()
        #expect(second.standardError.contains(#""sink":"hook","delivered":1,"refused":0"#), "\(second.standardError)")
        let keys = try station.requests().map { ($0["headers"] as? [String: String])?["idempotency-key"] ?? "" }
        #expect(keys.count == 3 && Set(keys).count == 3)
        let bodies = try station.requests().map { try #require($0["body"] as? String) }
        #expect(bodies.map { $0.contains(#""state":"firing""#) } == [true, true, false])
        #expect(
            bodies[0].contains(#""fingerprint":"0000000000000001""#)
                && bodies[2].contains(#""fingerprint":"0000000000000001""#))
        #expect(bodies[2].contains(#""resolved":"2026-01-31T12:35:00.000Z""#))
        // What another client reads is what was posted, keyed by fingerprint, each partition in order.
        let records = try station.topic().split(separator: "\n").filter { $0.contains("idempotency_key") }
        #expect(records.count == 3)
        let ofFirst = records.filter { $0.hasPrefix("0000000000000001 ") }.map { String($0.dropFirst(17)) }
        #expect(ofFirst == [bodies[0], bodies[2]])
    }

    @Test(.timeLimit(.minutes(2))) func whatAReceiverDoesNotTakeStaysForTheNextRun() throws {
        let station = try station()
        try station.open(series: 1)
        let away = try station.sandbox.start(
            try station.pipeline(hook: "http://127.0.0.1:9/T0-secret"), "--format", "human"
        ).finish()
        #expect(away.status == 0 && away.standardError.contains("hook 0 delivered, 1 waiting"), "\(away.standardError)")
        #expect(away.standardError.contains("sink hook (http://127.0.0.1:9)") && !away.standardError.contains("secret"))
        let shown = try station.sandbox.millrace("alerts", "show", "0000000000000001")
        #expect(shown.standardOutput.contains("to hook: waiting, 1 tried") && !shown.standardOutput.contains("secret"))
        let back = try station.sandbox.start(
            try station.pipeline(hook: "http://127.0.0.1:\(station.port)/told"), "--format", "human"
        ).finish()
        #expect(back.standardError.contains("alerts: hook 1 delivered; incidents 0 delivered"), "\(back.standardError)")
    }

    /// The entry under which two incidents fire is gone from the file, then there again.
    @Test(.timeLimit(.minutes(2)), arguments: ["", "alerts: {other: {models: [load], to: [incidents]}}"])
    func whatTheFileDoesNotLookForAnyMoreIsToldToBeOver(alerts: String) throws {
        let station = try station()
        let hook = "http://127.0.0.1:\(station.port)/told"
        try station.open(series: 1)
        try station.open(series: 2)
        let first = try station.sandbox.start(try station.pipeline(hook: hook)).finish()
        #expect(first.status == 0, "\(first.standardError)")
        let without = try station.sandbox.start(
            try station.pipeline(hook: hook, alerts: alerts), "--format", "human"
        ).finish()
        #expect(
            without.standardError.contains("alerts: hook 2 delivered; incidents 2 delivered"),
            "\(without.standardError)")
        #expect(try station.sandbox.ask("select count(*) from millrace.open_alerts") == "0\n")
        let again = try station.sandbox.start(try station.pipeline(hook: hook), "--format", "human").finish()
        #expect(again.standardError.contains("alerts: hook 0 delivered; incidents 0 delivered"))
        let bodies = try station.requests().map { try #require($0["body"] as? String) }
        #expect(bodies.map { $0.contains(#""state":"firing""#) } == [true, true, false, false])
        let over =
            #""sentence":"Over: the pipeline's file has no entry noc of alerts any more, so that nobody looks at load of cell-"#
        #expect(bodies.suffix(2).allSatisfy { $0.contains(over) }, "\(bodies)")
    }

    @Test(.timeLimit(.minutes(2))) func commands() throws {
        let station = try station()
        let sandbox = station.sandbox
        try station.open(series: 1)
        let list = try sandbox.millrace("alerts", "list", "--format", "json")
        #expect(list.standardOutput.contains(#""metric":"load","state":"firing","severity":"critical""#))
        #expect(try sandbox.millrace("alerts", "list").standardOutput.contains("load of cell-1  critical  firing"))
        #expect(try sandbox.millrace("alerts", "show", "77").status == 65)
        let silence = try sandbox.millrace("alerts", "silence", "--key", "cell-%", "--for", "2h", "--reason", "works")
        #expect(silence.status == 0 && silence.standardOutput.contains("silence 1 holds for 2h"), "\(silence)")
        #expect(try sandbox.millrace("alerts", "silence", "--for", "2h", "--reason", "x").status == 64)
        #expect(try sandbox.millrace("alerts", "silences").standardOutput.contains("key cell-%"))
        let path = try station.pipeline(hook: "http://127.0.0.1:\(station.port)/told")
        #expect(try sandbox.start(path).finish().status == 0)
        #expect(try station.requests().isEmpty)
        #expect(try sandbox.millrace("alerts", "unsilence", "1").status == 0)
        #expect(try sandbox.millrace("alerts", "unsilence", "1").status == 65)
        #expect(try sandbox.start(path).finish().status == 0)
        #expect(try station.requests().count == 1)
    }

    @Test(.timeLimit(.minutes(2))) func aStormIsListedWithItsWorstUnderIt() throws {
        let station = try station()
        try station.sandbox.ask(
            """
            insert into millrace.series (pipeline, model, key, metric)
            select 'told', 'load', 'cell-' || n, 'load' from generate_series(3, 5) n;
            insert into millrace.alert (pipeline, policy, fingerprint, opened, series_id, common, members, state, sequence,
                                        last, severity, score, return_period, observations, sentence)
            select 'told', 'noc', s, '2026-01-31 12:00Z', nullif(s, 6), case s when 6 then '{"region": "S"}'::jsonb end,
                   case s when 6 then 4 end, 'firing', 0, '2026-01-31 12:00Z', 'warning', s,
                   case when s < 6 then s * interval '1000 days' end, 1, 'fell'
            from generate_series(1, 6) s;
            insert into millrace.alert_routing (alert_id, storm_id)
            select a.alert_id, st.alert_id from millrace.alert a, millrace.alert st
            where a.series_id > 1 and st.series_id is null
            """)
        let list = try station.sandbox.millrace("alerts", "list")
        // The column WHAT, after three narrow ones.
        let names = list.standardOutput.split(separator: "\n").map { String($0.dropFirst(22).prefix(22)) }
        #expect(
            names == [
                "WHAT                  ", "4 series of region S  ", "  load of cell-5      ", "  load of cell-4      ",
                "  load of cell-3      ", "  and 1 more", "load of cell-1        ",
            ], "\(list.standardOutput)")
        #expect(list.standardOutput.contains("12:00  less than once in 10 years  -"))
        let json = try station.sandbox.millrace("alerts", "list", "--format", "json")
        #expect(json.standardOutput.contains(#""common":{"region":"S"}"#), "\(json.standardOutput)")
    }

    @Test(.timeLimit(.minutes(2))) func aSampleThroughAReceiver() throws {
        let station = try station()
        let path = try station.pipeline(hook: "http://127.0.0.1:\(station.port)/told")
        for receiver in ["hook", "incidents"] {
            let sent = try station.sandbox.millrace("alerts", "test", path, receiver)
            #expect(sent.status == 0, "\(sent.standardError)")
            #expect(sent.standardOutput.contains("\(receiver): took the sample as resolved"))
        }
        #expect(try station.requests().count == 2)
        #expect(try station.topic().contains("This is a test of the receiver incidents"))
        let refusing = try station.pipeline(hook: "http://127.0.0.1:\(station.port)/status/400")
        let refused = try station.sandbox.millrace("alerts", "test", refusing, "hook")
        #expect(refused.status == 69 && refused.standardError.contains("refuses with 400: a reason"))
        #expect(try station.sandbox.millrace("alerts", "test", path, "pg").status == 64)
    }
}
