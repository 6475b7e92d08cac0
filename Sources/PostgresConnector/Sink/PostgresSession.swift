import Glibc
import StreamRuntime
import Telemetry

/// A connection that is made anew when it is lost, for as long as somebody wants to wait.
final class PostgresSession {
    private static let firstDelay: Duration = .milliseconds(100)
    private static let longestDelay: Duration = .seconds(5)
    private static let warningInterval: Duration = .seconds(10)

    let server: PostgresServer
    private let log: Log
    private var connection: PostgresConnection?
    private var lastWarning: ContinuousClock.Instant?
    /// Whose it is, and where, for messages.
    private var name: String { "\(server.owner) (\(server.address.description))" }
    /// For what holds up the session.
    private var lastLook: ContinuousClock.Instant?

    init(_ server: PostgresServer, _ connection: PostgresConnection, _ log: Log) {
        self.server = server
        self.connection = connection
        self.log = log
    }

    /// Runs `body` until it succeeds, or fails for a reason that does not pass by itself.
    ///
    /// - Parameters:
    ///   - what: what is tried, for messages.
    ///   - body: what is done may have been done already when it is run again.
    func perform<Value>(
        _ what: String, shouldGiveUp: () -> Bool, _ body: (PostgresConnection) throws(PostgresFailure) -> Value
    ) throws(ConnectorError) -> Value {
        var delay = Self.firstDelay
        while true {
            let start = ContinuousClock.now
            do throws(PostgresFailure) {
                let connection = try usableConnection()
                let value = try use(
                    connection, shouldGiveUp: { isHopeless(connection, since: start, shouldGiveUp) }, body)
                if lastWarning != nil {
                    log.info("\(server.owner): the database answers again")
                    lastWarning = nil
                }
                return value
            } catch {
                guard error.isPassing else { throw server.error(error, what) }
                warn(error)
                try wait(delay, error, shouldGiveUp)
                delay = min(delay * 2, Self.longestDelay)
            }
        }
    }

    /// Asks while the server does not answer; when that takes long, says so, and looks whether it waits for a process that stands
    /// still.
    private func isHopeless(
        _ connection: PostgresConnection, since start: ContinuousClock.Instant, _ shouldGiveUp: () -> Bool
    ) -> Bool {
        if shouldGiveUp() { return true }
        guard ContinuousClock.now - max(start, lastLook ?? start) > Self.warningInterval else { return false }
        if lastWarning.map({ $0 < start }) ?? true {
            log.warning("\(name): the database has not answered for some time; waiting")
            lastWarning = .now
        }
        if PausedWriter.end(inTheWayOf: connection.serverProcess, at: server.address) > 0 {
            log.warning("\(name): ended the session of a process that stood still while it wrote; it held up this one")
        }
        lastLook = .now
        return false
    }

    /// Runs `body` once.
    ///
    /// - Returns: nil where there is no connection at the moment.
    func attempt<Value>(
        shouldGiveUp: () -> Bool, _ body: (PostgresConnection) throws(PostgresFailure) -> Value
    ) throws(PostgresFailure) -> Value? {
        guard let connection, connection.isUsable else { return nil }
        return try use(connection, shouldGiveUp: shouldGiveUp, body)
    }

    /// Runs `body`, and ends the transaction that it left open where it failed: not without being asked either, for a server
    /// that does not answer does not answer to that.
    private func use<Value>(
        _ connection: PostgresConnection, shouldGiveUp: () -> Bool,
        _ body: (PostgresConnection) throws(PostgresFailure) -> Value
    ) throws(PostgresFailure) -> Value {
        do throws(PostgresFailure) {
            return try withoutActuallyEscaping(shouldGiveUp) { asked throws(PostgresFailure) in
                connection.shouldGiveUp = asked
                defer { connection.shouldGiveUp = { false } }
                do throws(PostgresFailure) {
                    return try body(connection)
                } catch {
                    connection.rollback()
                    throw error
                }
            }
        } catch {
            // What was given up is closed at once, or the server would hold its locks until somebody asks again. And where
            // nothing can be written another host may be the one to write to, or a new connection have another setting.
            if error.isReadOnly || !connection.isUsable { self.connection = nil }
            throw error
        }
    }

    private func usableConnection() throws(PostgresFailure) -> PostgresConnection {
        if let connection, connection.isUsable { return connection }
        connection = nil
        let made = try PostgresConnection(server.address)
        connection = made
        return made
    }

    private func warn(_ failure: PostgresFailure) {
        guard lastWarning.map({ ContinuousClock.now - $0 >= Self.warningInterval }) ?? true else { return }
        log.warning("\(name): \(failure.message); trying again")
        lastWarning = .now
    }

    private func wait(
        _ delay: Duration, _ failure: PostgresFailure, _ shouldGiveUp: () -> Bool
    ) throws(ConnectorError) {
        let end = ContinuousClock.now + delay
        repeat {
            if shouldGiveUp() {
                throw .interrupted(
                    "\(name): stopped while waiting: \(failure.message)")
            }
            usleep(20_000)
        } while ContinuousClock.now < end
    }
}
