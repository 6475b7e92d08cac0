import Foundation
import Testing

/// Runs that are killed, stopped or doubled while they tell of incidents, and receivers that do not take them.
@Suite(.serialized, .enabled(if: Services.available != nil, Comment(rawValue: Services.reason)))
struct AlertFailureTests {
    private func station() throws -> AlertStation {
        let station = try AlertStation(try #require(Services.available))
        try station.sandbox.produce([], partitions: 2)
        return station
    }

    private func keys(_ station: AlertStation) throws -> [String] {
        try station.requests().map { ($0["headers"] as? [String: String])?["idempotency-key"] ?? "" }
    }

    /// One of two tells; when it is killed the other does.
    @Test(.timeLimit(.minutes(2))) func ofTwoRunsOneTells() throws {
        let station = try station()
        let path = try station.pipeline(hook: "http://127.0.0.1:\(station.port)/told", staysOpen: true)
        let first = try station.sandbox.start(path)
        try station.open(series: 1)
        try station.sandbox.wait("the first incident") { try station.requests().count == 1 }
        let second = try station.sandbox.start(path)
        try station.sandbox.wait("the second run") { second.standardError.contains("starting") }
        try station.resolve(series: 1)
        // What was told and not noted would be told again.
        try station.sandbox.wait("the note of its end") {
            try station.sandbox.ask(
                "select count(*) = 2 from millrace.delivery where receiver = 'hook' and state = 'delivered'") == "t\n"
        }
        first.kill()
        try station.open(series: 2)
        try station.sandbox.wait("the incident after the kill") { try station.requests().count == 3 }
        second.terminate()
        #expect(try second.finish().status == 0, "\(second.standardError)")
        #expect(try Set(keys(station)).count == 3 && station.requests().count == 3, "\(second.standardError)")
        #expect(try station.sandbox.ask("select count(*) from millrace.undelivered where receiver = 'hook'") == "0\n")
    }

    /// Another file under the same name, whose source is not there: what it looks for and whom it tells counts nothing.
    @Test(.timeLimit(.minutes(1))) func aStartThatFailsChangesNothing() throws {
        let station = try station()
        let run = try station.sandbox.start(
            try station.pipeline(hook: "http://127.0.0.1:\(station.port)/told", staysOpen: true))
        try station.open(series: 1)
        try station.sandbox.wait("the incident") { try station.requests().count == 1 }
        let other = try station.pipeline(hook: "http://127.0.0.1:9", alerts: "")
        try FileManager.default.removeItem(at: station.sandbox.folder.appendingPathComponent("in.csv"))
        #expect(try station.sandbox.start(other).finish().status == 69)
        try station.open(series: 2)
        try station.sandbox.wait("the next incident") { try station.requests().count == 2 }
        run.terminate()
        #expect(try run.finish().status == 0, "\(run.standardError)")
        #expect(try station.sandbox.ask("select count(*) from millrace.open_alerts") == "2\n")
        #expect(try station.sandbox.ask("select policies from millrace.pipeline_file") == "{\"noc\": [\"load\"]}\n")
    }

    /// Nobody is there, it never answers, it does not know the token: others are told, a stopped run ends, nothing is lost.
    @Test(.timeLimit(.minutes(2)), arguments: ["", "/hang", "/status/401", "/status/404"])
    func aRunThatIsStoppedEndsWhateverAReceiverDoes(path: String) throws {
        let station = try station()
        let base = "http://127.0.0.1:\(path.isEmpty ? "9" : station.port)"
        let run = try station.sandbox.start(try station.pipeline(hook: base + path, staysOpen: true))
        try station.open(series: 1)
        try station.sandbox.wait("the topic's share") {
            try station.sandbox.ask(
                "select exists (select from millrace.delivery where receiver = 'incidents' and state = 'delivered')")
                == "t\n"
        }
        try station.sandbox.wait("an attempt") {
            path.isEmpty ? run.standardError.contains("trying again") : try !station.requests().isEmpty
        }
        run.terminate()
        #expect(try run.finish().status == 0, "\(run.standardError)")
        #expect(
            try station.sandbox.ask("select receiver || ' ' || state from millrace.undelivered") == "hook waiting\n")
        let told = try station.requests().count
        let next = try station.sandbox.start(
            try station.pipeline(hook: "http://127.0.0.1:\(station.port)/told"), "--format", "human"
        ).finish()
        #expect(next.standardError.contains("alerts: hook 1 delivered"), "\(next.standardError)")
        #expect(try station.requests().count == told + 1)
    }

    /// Killed after the incident was committed, while it is being told: the next run tells it under the same key.
    @Test(.timeLimit(.minutes(2))) func aRunThatIsKilledWhileItTellsLosesNothing() throws {
        let station = try station()
        let run = try station.sandbox.start(
            try station.pipeline(hook: "http://127.0.0.1:\(station.port)/hang", staysOpen: true))
        try station.open(series: 1)
        try station.sandbox.wait("the attempt") { try station.requests().count == 1 }
        run.kill()
        // It is over before anybody looks again; and another came and went meanwhile.
        try station.resolve(series: 1)
        try station.open(series: 2)
        try station.resolve(series: 2)
        let next = try station.sandbox.start(
            try station.pipeline(hook: "http://127.0.0.1:\(station.port)/told"), "--format", "human"
        ).finish()
        #expect(next.standardError.contains("alerts: hook 4 delivered"), "\(next.standardError)")
        let found = try keys(station)
        #expect(found.count == 5 && found[0] == found[1] && Set(found).count == 4)
        let bodies = try station.requests().map { try #require($0["body"] as? String) }
        #expect(bodies.map { $0.contains(#""state":"firing""#) } == [true, true, false, true, false])
        // Under the same key nothing else is said, though it is over by now.
        #expect(bodies[0] == bodies[1])
    }

    /// A real run over a file: what it finds is told before it ends, though it might have been part of a storm.
    @Test(.timeLimit(.minutes(2))) func aRunThatEndsTellsAllThatItFound() throws {
        let station = try station()
        let rows = (0..<300).map { "\(1_700_000_000 + $0 * 60),cell-9,\(100..<105 ~= $0 ? 400 : 50 + $0 % 7)" }
        let text = """
            apiVersion: millrace/v1
            pipeline: found
            sources:
              cells: {type: file, path: in.csv, key: [cell], time: {field: ts, unit: s}, values: [load]}
            models:
              load:
                inputs: [all]
                forecaster: {type: liquid, step: 1m, horizon: 3}
                detect: {range: [0, 100], return_period: 3650d}
            alerts:
              noc: {models: [load], for: 1, resolve_after: 10m, to: [hook], storm: {above: 5, wait: 3s}}
            sinks:
              pg: {type: postgres}
              hook: {type: webhook, url: 'http://127.0.0.1:\(station.port)/told'}
            state: {store: none}
            """
        try station.sandbox.folder.write((["ts,cell,load"] + rows).joined(separator: "\n"), to: "in.csv")
        let file = try station.sandbox.folder.write(text, to: "found.yaml")
        let run = try station.sandbox.start(file, "--format", "human").finish()
        #expect(run.status == 0, "\(run.standardError)")
        let bodies = try station.requests().map { try #require($0["body"] as? String) }
        #expect(bodies.map { $0.contains(#""state":"firing""#) } == [true, false], "\(run.standardError)")
        #expect(bodies.allSatisfy { $0.contains(#""key":"cell-9""#) && $0.contains(#""kind":"range""#) })
    }
}
