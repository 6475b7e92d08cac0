import Alerting
import Foundation
import PipelineSpec
import StreamRuntime
import Telemetry
import TimeSeries

@testable import PostgresConnector

/// A pipeline's writer and outbox over a database of their own, with series `c0`, `c1` … of the labels `region` (`r0`, `r1`).
final class AlertStage {
    /// Which processes are replaced before each step: the results have to be the same.
    enum Restarts: CaseIterable { case never, always }

    static let start = Timestamp(microseconds: 1_600_000_000_000_000)
    private static let log = Log(format: .human, threshold: .error)

    let database: TestDatabase
    let partition = PartitionID(source: "s", topic: "t", partition: 0)
    private let restarts: Restarts
    private let series: Int
    private let spec: PostgresSinkSpec
    private(set) var sink: PostgresSink
    private var writer: (any SinkWriter)?
    private var outbox: PostgresOutbox?
    var routes: [RoutingPolicy]
    private var receivers: [String]
    private var next: Int64 = 0

    init(series: Int = 8, storm: StormPolicy? = nil, receivers: [String] = ["hook"], restarts: Restarts = .never) throws
    {
        database = try TestDatabase()
        self.restarts = restarts
        self.series = series
        self.receivers = receivers
        routes = [RoutingPolicy(name: "noc", models: ["m"], receivers: receivers, storm: storm)]
        spec = PostgresSinkSpec(url: Secret(database.url))
        sink = Self.sink(spec, takesFeedback: true)
        let writer = try makeWriter()
        try writer.begin(partition, at: 0, shouldGiveUp: { false })
    }

    private static func sink(_ spec: PostgresSinkSpec, takesFeedback: Bool) -> PostgresSink {
        PostgresSink(
            name: "pg", pipeline: "p", spec: spec, forms: ["m": ForecastForm(levels: [80, 95], counting: .time)],
            takesFeedback: takesFeedback, keepsDeadLetters: true, keepDeadLettersMicroseconds: nil, log: log)
    }

    /// From now on as a pipeline's second sink.
    func takeNoFeedback() { (sink, writer) = (Self.sink(spec, takesFeedback: false), nil) }

    /// Writers and outboxes as other processes would have them.
    func makeWriter() throws -> any SinkWriter {
        let made = try sink.makeWriter()
        let identities = (0..<series).map { number in
            SeriesIdentity(
                key: "c\(number)", metric: "load", model: "m",
                labels: [.init(name: "region", value: "r\(number % 2)"), .init(name: "cell", value: "c\(number)")])
        }
        _ = try made.progress(of: partition, shouldGiveUp: { false })
        made.introduce(identities, firstNumber: 0, in: partition)
        writer = made
        return made
    }

    /// The outbox of another process.
    ///
    /// - Parameters:
    ///   - file: what its file has; nil for what the stage's has now.
    ///   - patience: how often it looks in vain for somebody with the file that counts.
    func makeOutbox(
        _ file: [RoutingPolicy]? = nil, receivers others: [String]? = nil, patience: Int = CountedFile.patience
    ) throws -> PostgresOutbox {
        try PostgresOutbox(
            name: "pg", pipeline: "p", spec: spec, routes: file ?? routes, receivers: others ?? receivers,
            patience: patience,
            log: Self.log)
    }

    /// The process that delivers ends.
    func leave() { outbox = nil }

    private func currentOutbox() throws -> PostgresOutbox {
        if let outbox, restarts == .never { return outbox }
        outbox = nil
        let made = try makeOutbox()
        // The server may not have noticed yet that the one before is gone.
        while try !made.lead(shouldGiveUp: { false }) { usleep(5_000) }
        outbox = made
        return made
    }

    /// Another pipeline file from now on; nil keeps the receivers.
    func reconfigure(_ routes: [RoutingPolicy], receivers: [String]? = nil) {
        self.routes = routes
        if let receivers { self.receivers = receivers }
        outbox = nil
    }

    /// Commits an epoch with changes, and, when `twice`, one that writes them again.
    func commit(_ alerts: [AlertRow], twice: Bool = false) throws {
        for _ in 0..<(twice ? 2 : 1) {
            if restarts == .always { writer = nil }
            var epoch = Epoch(partition: partition, startingAt: next, firstIntroduced: series)
            next += 1
            epoch.range = epoch.range.lowerBound..<next
            epoch.alerts = alerts
            epoch.anomalies = alerts.map(\.anomaly)
            try (try writer ?? makeWriter()).commit(epoch, shouldGiveUp: { false })
        }
    }

    @discardableResult
    func route() throws -> Bool { try currentOutbox().turn() }

    func pending(_ receiver: String = "hook") throws -> [PendingDelivery] {
        try currentOutbox().pending(for: receiver, limit: 100_000, shouldGiveUp: { false })
    }

    func note(_ outcome: DeliveryOutcome, _ delivery: PendingDelivery) throws {
        try currentOutbox().note(outcome, of: delivery, shouldGiveUp: { false })
    }

    func firing(_ receiver: String = "hook") throws -> [Alerting.Notification] {
        try currentOutbox().firing(at: receiver, shouldGiveUp: { false })
    }

    /// Routes, delivers everything to a receiver, and says what it was told.
    func tell(_ receiver: String = "hook") throws -> [Alerting.Notification] {
        try route()
        return try pending(receiver).map { delivery in
            try note(.delivered, delivery)
            return delivery.notification
        }
    }

    /// The same in short: `firing c0`, `resolved storm of 7`.
    func words(_ receiver: String = "hook") throws -> [String] {
        try tell(receiver).map {
            "\($0.state.rawValue) \($0.key.isEmpty ? "storm of \($0.memberCount)" : $0.key) \($0.severity.name)"
        }
    }

    /// As if everything in the tables had happened so much earlier.
    func pass(_ interval: String) throws {
        try database.execute(
            """
            update millrace.alert_event set written_at = written_at - interval '\(interval)';
            update millrace.silence set starts_at = starts_at - interval '\(interval)', ends_at = ends_at - interval '\(interval)'
            """)
    }

    func ask(_ sql: String) throws -> [String] {
        let rows = try database.connection.execute(sql)
        return (0..<rows.rowCount).map { rows.text($0, 0) ?? "null" }
    }
}

extension PostgresOutbox {
    /// What a process does once a second.
    ///
    /// - Returns: whether there is something new to deliver.
    func turn() throws -> Bool { try lead(shouldGiveUp: { false }) && route(shouldGiveUp: { false }) }

    /// The keys that a receiver is to be told of.
    func keys(_ receiver: String) throws -> [String] {
        try pending(for: receiver, limit: 99, shouldGiveUp: { false }).map(\.notification.key)
    }
}
