package import Alerting
package import PipelineSpec
package import StreamRuntime
package import Telemetry

/// The outbox in the tables that the epochs' transactions write. For one thread at a time.
package final class PostgresOutbox: AlertOutbox {
    private let pipeline: String
    private let session: PostgresSession
    private let routes: [RoutingPolicy]
    private let routing: AlertRouting
    private let file: CountedFile
    /// The connection that holds the pipeline's lock; a lost one has lost it.
    private weak var leading: PostgresConnection?
    package private(set) var takings = 0
    /// Whether there may be deliveries of which nobody was told here: another process led, or an answer did not come.
    private var mayHaveMissed = true
    /// When the file began to count, as of the last time that incidents were withdrawn.
    private var lastStart: String?

    /// Connects, and checks that everything needed is there. Nothing is written, and the file of this process counts nothing,
    /// before ``lead(shouldGiveUp:)``.
    ///
    /// - Parameters:
    ///   - name: the sink's name in the pipeline file.
    ///   - routes: every entry of `alerts`.
    ///   - receivers: every receiver that the file has, also those that no entry names.
    package convenience init(
        name: String, pipeline: String, spec: PostgresSinkSpec, routes: [RoutingPolicy], receivers: [String], log: Log
    ) throws(ConnectorError) {
        try self.init(
            name: name, pipeline: pipeline, spec: spec, routes: routes, receivers: receivers,
            patience: CountedFile.patience, log: log)
    }

    init(
        name: String, pipeline: String, spec: PostgresSinkSpec, routes: [RoutingPolicy], receivers: [String],
        patience: Int, log: Log
    ) throws(ConnectorError) {
        let server = try PostgresServer(spec.url, owner: "sink \(name), alerts")
        let connection = try server.connect()
        try server.checkSchema(connection)
        self.pipeline = pipeline
        session = PostgresSession(server, connection, log)
        self.routes = routes
        routing = AlertRouting(routes, of: pipeline, receivers: receivers)
        file = CountedFile(routes, of: pipeline, receivers: receivers, patience: patience)
    }

    /// Whether there is something for it to do: where no file of the pipeline ever had anything to say of alerts there is not.
    package func isNeeded() throws(ConnectorError) -> Bool {
        if !routes.isEmpty { return true }
        return try session.perform("what is known of alerts cannot be read", shouldGiveUp: { false }) {
            [file] connection throws(PostgresFailure) in try file.isKnown(on: connection)
        }
    }

    package func lead(shouldGiveUp: () -> Bool) throws(ConnectorError) -> Bool {
        try session.perform("the lead cannot be asked for", shouldGiveUp: shouldGiveUp) {
            connection throws(PostgresFailure) in try takeLead(connection)
        }
    }

    package func route(shouldGiveUp: () -> Bool) throws(ConnectorError) -> Bool {
        try session.perform("alerts cannot be routed", shouldGiveUp: shouldGiveUp) {
            connection throws(PostgresFailure) in
            guard leads(connection) else { return false }
            let missed = mayHaveMissed
            mayHaveMissed = true
            if missed { lastStart = nil }
            let found = try routing.run(on: connection, after: &lastStart)
            // Who led before may have had another file; and who is not in it may have been told of what is over now.
            if missed || found { try routing.dismiss(on: connection) }
            mayHaveMissed = false
            return missed || found
        }
    }

    package func awaitsStorms(shouldGiveUp: () -> Bool) throws(ConnectorError) -> Bool {
        try session.perform("what is undecided cannot be read", shouldGiveUp: shouldGiveUp) {
            connection throws(PostgresFailure) in
            guard leads(connection) else { return false }
            return try routing.isWaiting(on: connection)
        }
    }

    package func pending(
        for receiver: String, limit: Int, shouldGiveUp: () -> Bool
    ) throws(ConnectorError) -> [PendingDelivery] {
        try session.perform("what is to be delivered cannot be read", shouldGiveUp: shouldGiveUp) {
            connection throws(PostgresFailure) in
            guard leads(connection) else { return [] }
            return NotificationRows.deliveries(
                try connection.execute(NotificationRows.pending, [pipeline, receiver, "\(limit)"]))
        }
    }

    package func note(
        _ outcome: DeliveryOutcome, of delivery: PendingDelivery, shouldGiveUp: () -> Bool
    ) throws(ConnectorError) {
        let (state, problem): (String, String?) =
            switch outcome {
            case .delivered: ("delivered", nil)
            case .failed(let sentence): ("waiting", sentence)
            case .refused(let sentence): ("refused", sentence)
            }
        try session.perform("what was delivered cannot be noted", shouldGiveUp: shouldGiveUp) {
            connection throws(PostgresFailure) in
            _ = try connection.execute(
                """
                update millrace.delivery
                set state = $2, attempts = $3::integer, last_error = coalesce($4, last_error), tried_at = now(),
                    delivered_at = case when $2 = 'delivered' then now() end
                where delivery_id = $1::bigint and state = 'waiting'
                """, ["\(delivery.number)", state, "\(delivery.attempts + 1)", problem])
        }
    }

    package func firing(at receiver: String, shouldGiveUp: () -> Bool) throws(ConnectorError) -> [Notification] {
        let policies = routes.filter { $0.receivers.contains(receiver) }.map(\.name)
        return try session.perform("what fires cannot be read", shouldGiveUp: shouldGiveUp) {
            connection throws(PostgresFailure) in
            guard leads(connection) else { return [] }
            return NotificationRows.deliveries(
                try connection.execute(NotificationRows.firing, [pipeline, receiver, StoredText.json(policies)])
            ).map(\.notification)
        }
    }

    /// Whether the connection holds the pipeline's lock. Whoever loses the connection loses the lock.
    private func leads(_ connection: PostgresConnection) -> Bool { leading === connection }

    /// Takes the pipeline's lock, unless somebody has it or another file counts: then it is let go.
    private func takeLead(_ connection: PostgresConnection) throws(PostgresFailure) -> Bool {
        let counts = try file.counts(on: connection)
        if leads(connection), counts { return true }
        mayHaveMissed = true
        if leads(connection) {
            try connection.execute("select pg_advisory_unlock(\(Self.lock))", [pipeline])
            leading = nil
        } else if counts {
            let answer = try connection.execute("select pg_try_advisory_lock(\(Self.lock))", [pipeline])
            leading = answer.text(0, 0) == "t" ? connection : nil
            if leading != nil { takings += 1 }
        }
        return leads(connection)
    }

    private static let lock = "hashtextextended('millrace alerts of ' || $1, 0)"
}
