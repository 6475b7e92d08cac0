import Foundation
import Testing

/// A database, a topic and a folder of one test's own.
final class Sandbox {
    let folder: URL
    let topic: String
    let brokers: String
    /// The connection string of the database.
    private(set) var database: String
    private let server: String
    private let name: String

    /// - Parameters:
    ///   - services: others than the tests' common ones.
    ///   - server: another PostgreSQL than that of the services.
    init(_ services: Services? = nil, server: String? = nil) throws {
        let services = try services ?? #require(Services.available)
        name = "test_" + UUID().uuidString.lowercased().filter { $0 != "-" }
        topic = name
        brokers = services.brokers
        self.server = server ?? services.postgres
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var parts = try #require(URLComponents(string: self.server))
        parts.path = "/" + name
        database = try #require(parts.string)
        try Self.ask(self.server, "create database \(name)")
    }

    deinit {
        // A server of the test's own may be gone by now.
        _ = try? Shell.run(Shell.find("psql"), [server, "-XAtqc", "drop database if exists \(name) with (force)"])
        try? FileManager.default.removeItem(at: folder)
    }

    /// A second database and state folder over the same topic: for a run to compare with.
    func twin(_ services: Services? = nil) throws -> Sandbox { try Sandbox(services, topic: sharedTopic ?? topic) }

    /// Reads a topic that is there already.
    func share(topic: String) { sharedTopic = topic }

    private convenience init(_ services: Services?, topic: String) throws {
        try self.init(services)
        self.sharedTopic = topic
    }

    private var sharedTopic: String?

    /// Reaches the database by another way.
    func use(database url: String) { database = url }

    func migrate() throws {
        let output = try millrace("db", "migrate")
        try #require(output.status == 0, "\(output.standardError)")
    }

    /// Runs the program to its end.
    @discardableResult
    func millrace(_ arguments: String...) throws -> Shell.Output {
        try Shell.run(Shell.program, arguments, environment: environment)
    }

    /// Starts a run of the pipeline.
    func start(_ pipeline: String, _ options: String...) throws -> RunningProgram {
        try Shell.start(Shell.program, ["run", pipeline] + options, environment: environment)
    }

    var environment: [String: String] { ["MILLRACE_PG": database, "KAFKA_BROKERS": brokers, "PGCONNECT_TIMEOUT": "5"] }

    /// Writes lines to the topic, partitioned by key.
    ///
    /// - Parameter lines: `key<TAB>value`.
    func produce(_ lines: [String], partitions: Int) throws {
        // Offset 0 is a record that makes the topic, also where there are no lines.
        let file = try folder.write((["\t{\"key\":\"unused\"}"] + lines).joined(separator: "\n"), to: "lines.txt")
        let sent = try millrace(
            "produce", file, "--topic", topic, "--partitions", "\(partitions)", "--key-separator", "\t")
        try #require(sent.status == 0, "\(sent.standardError)")
    }

    /// Adds lines to the topic, which is there.
    func append(_ lines: [String]) throws {
        let file = try folder.write(lines.joined(separator: "\n"), to: "more.txt")
        let sent = try millrace("produce", file, "--topic", topic, "--key-separator", "\t")
        try #require(sent.status == 0, "\(sent.standardError)")
    }

    /// Writes a pipeline file.
    ///
    /// - Parameters:
    ///   - sink: YAML below `sinks:`, indented by two.
    ///   - extra: further sections.
    ///   - http: where the run tells of itself.
    ///   - kafka: properties of the Kafka client, within the braces.
    ///   - runtime: further keys of `runtime`, each after a comma.
    ///   - store: the section `state`, in one line, in place of a folder of the sandbox's.
    func pipeline(
        sink: String = "  pg: {type: postgres}", extra: String = "", start: String = "earliest",
        truncated: String = "fail", drain: String = "20s", http: String? = nil,
        kafka: String = "", runtime: String = "", group: String? = nil, state: String = "state",
        stateFolder: String? = nil, store: String? = nil
    ) throws -> String {
        let text = """
            apiVersion: millrace/v1
            pipeline: under-test
            sources:
              cells:
                type: kafka
                topics: [\(sharedTopic ?? topic)]
                group: \(group ?? name)
                kafka: {\(kafka)}
                start: \(start)
                truncated: \(truncated)
                key: [cell]
                time: {field: ts, unit: ms}
                values: [load, {field: extra, name: extra, optional: true}]
            models:
              load:
                inputs: [all]
                forecaster: {type: liquid, step: 1m, horizon: 3, seasons: [1h]}
            sinks:
            \(sink)
            state: \(store ?? "{path: \(stateFolder ?? "\(folder.path)/\(state)"), every: 200ms}")
            runtime: {workers: 2, epoch_rows: 200, epoch_every: 50ms, drain: \(drain)\(http.map { ", http: \"\($0)\"" } ?? "")\(runtime)}
            \(extra)
            """
        return try folder.write(text, to: "pipeline-\(state).yaml")
    }

    /// The entry `cells` of a pipeline's `sources`: cells' values, read from the beginning of the topic.
    func cells(unit: String = "ms", values: String = "load") -> String {
        let place = "topics: [\(sharedTopic ?? topic)], group: \(name), start: earliest"
        return "cells: {type: kafka, \(place), key: [cell], time: {field: ts, unit: \(unit)}, values: [\(values)]}"
    }

    /// Removes what was computed, not what the group knows the runs by.
    func removeSnapshots() throws {
        let snapshots = folder.appendingPathComponent("state/under-test")
        if FileManager.default.fileExists(atPath: snapshots.path) { try FileManager.default.removeItem(at: snapshots) }
    }

    /// Answers a query, one line a row.
    @discardableResult
    func ask(_ sql: String) throws -> String { try Self.ask(database, sql) }

    @discardableResult
    private static func ask(_ server: String, _ sql: String) throws -> String {
        let output = try Shell.run(Shell.find("psql"), [server, "-XAtqc", sql])
        try #require(output.status == 0, "\(output.standardError)")
        return output.standardOutput
    }

    /// Whether a role may run a statement, which is taken back.
    func may(_ role: String, _ sql: String) throws -> Bool {
        let statements = "set role \(role); begin; \(sql); rollback"
        return try Shell.run(Shell.find("psql"), [database, "-XAtqc", statements]).status == 0
    }

    /// Everything that a pipeline wrote and that does not depend on when it ran, in one order.
    func contents() throws -> [String: String] {
        let names = "s.model, s.key, s.metric, s.labels"
        let bounds = "lower_80, upper_80, lower_95, upper_95, levels, lower, upper"
        let numbers = "origin, step, counting, value, observations, mean, \(bounds)"
        return [
            "forecast": try ask(
                "select \(names), \(numbers) from millrace.forecast f join millrace.series s using (series_id) order by \(names), origin"
            ),
            "latest": try ask(
                "select \(names), \(numbers) from millrace.forecast_latest f join millrace.series s using (series_id) order by \(names)"
            ),
            "observation": try ask(
                "select \(names), number, time, o.value, expected, score, evidence, \(bounds) from millrace.observation o join millrace.series s using (series_id) order by \(names), number, time"
            ),
            "anomaly": try ask(
                "select \(names), started, peaked, last, ended, observations, value, expected, a.lower, a.upper, score, return_period, kind, severity, explanation from millrace.anomaly a join millrace.series s using (series_id) order by \(names), started"
            ),
            "alert": try ask(
                "select policy, fingerprint, opened, e.sequence, change, at, e.severity, e.kind, value, expected, lower, upper, e.score, e.return_period, e.observations, e.recent, e.sentence from millrace.alert a join millrace.alert_event e using (alert_id) where series_id is not null order by fingerprint, opened, e.sequence"
            ),
            "dead_letter": try ask(
                "select partition, \"offset\", metrics, reason, detail, message_time, key, payload from millrace.dead_letter order by partition, \"offset\", reason"
            ),
            "progress": try ask(
                "select partition, start_offset, next_offset from millrace.progress order by partition"),
        ]
    }
}
