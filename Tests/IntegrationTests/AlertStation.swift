import Foundation
import Testing

/// A database with incidents, a web server and a topic that are told of them, and a pipeline that tells.
final class AlertStation {
    let sandbox: Sandbox
    private let server: HookServer
    var port: String { server.port }

    init(_ services: Services) throws {
        sandbox = try Sandbox(services)
        server = try HookServer(log: sandbox.folder.appendingPathComponent("requests"))
        try sandbox.migrate()
        try sandbox.ask(
            """
            insert into millrace.series (pipeline, model, key, metric, labels)
            values ('told', 'load', 'cell-1', 'load', '{"cell": "cell-1"}'), ('told', 'load', 'cell-2', 'load', '{}')
            """)
    }

    /// What the web server was sent, oldest first.
    func requests() throws -> [[String: Any]] { try server.requests() }

    /// As an epoch's transaction writes that an incident of the series begins to fire.
    func open(series: Int) throws {
        try sandbox.ask(
            """
            with a as (
                insert into millrace.alert (pipeline, policy, fingerprint, opened, series_id, state, sequence, last,
                                            severity, score, return_period, observations, kind, sentence, recent)
                values ('told', 'noc', '000000000000000\(series)', '2026-01-31 12:00Z', \(series), 'firing', 0,
                        '2026-01-31 12:00Z', 'critical', 4.2, '34 days', 3, 'dip', 'fell to 3', '{84, 86, 3}')
                returning alert_id)
            insert into millrace.alert_event (alert_id, sequence, change, at, severity, kind, value, expected, lower,
                                              upper, score, return_period, observations, recent, sentence)
            select alert_id, 0, 'firing', '2026-01-31 12:00Z', 'critical', 'dip', 3, 85, 70, 99, 4.2, '34 days', 3,
                   '{84, 86, 3}', 'fell to 3' from a
            """)
    }

    /// As an epoch's transaction writes that it is over.
    func resolve(series: Int) throws {
        try sandbox.ask(
            """
            update millrace.alert set state = 'resolved', sequence = 1, resolved = '2026-01-31 12:35Z'
            where series_id = \(series);
            insert into millrace.alert_event (alert_id, sequence, change, at, severity, kind, score, observations, sentence)
            select alert_id, 1, 'resolved', '2026-01-31 12:35Z', severity, kind, score, observations, sentence
            from millrace.alert where series_id = \(series)
            """)
    }

    /// Writes the pipeline file.
    ///
    /// - Parameters:
    ///   - hook: where the sink `hook` posts to.
    ///   - staysOpen: whether the source is a topic, which does not end; otherwise it is a file that does.
    ///   - alerts: the section `alerts` in one line, or nothing.
    func pipeline(
        hook: String, staysOpen: Bool = false, alerts: String = "alerts: {noc: {models: [load], to: [hook, incidents]}}"
    ) throws -> String {
        var input = "type: file, path: in.csv"
        if staysOpen {
            let topic = sandbox.topic + "_in"
            input = "type: kafka, topics: [\(topic)], group: \(topic), start: earliest"
            let record = try sandbox.folder.write(
                "{\"cell\": \"cell-1\", \"ts\": 1700000000, \"load\": 1}", to: "in.txt")
            let sent = try sandbox.millrace("produce", record, "--topic", topic, "--partitions", "2")
            try #require(sent.status == 0, "\(sent.standardError)")
        }
        let text = """
            apiVersion: millrace/v1
            pipeline: told
            sources:
              cells: {\(input), key: [cell], time: {field: ts, unit: s}, values: [load]}
            models:
              load:
                inputs: [all]
                forecaster: {type: liquid, step: 1m, horizon: 3}
                detect: {return_period: 30d}
            \(alerts)
            sinks:
              pg: {type: postgres}
              hook: {type: webhook, url: '\(hook)'}
              incidents: {type: kafka, topic: \(sandbox.topic)}
            state: {store: none}
            runtime: {drain: 5s}
            """
        try sandbox.folder.write("ts,cell,load\n1700000000,cell-1,1\n", to: "in.csv")
        return try sandbox.folder.write(text, to: "told.yaml")
    }

    /// Keys and values of the topic, as another client reads them.
    func topic() throws -> String {
        try Shell.run(
            Shell.find("kcat"),
            ["-C", "-q", "-e", "-o", "beginning", "-b", sandbox.brokers, "-t", sandbox.topic, "-f", "%k %s\\n"]
        ).standardOutput
    }
}
