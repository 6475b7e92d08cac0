/// A process that stands still, or is cut off, in the middle of sending rows.
///
/// Where it stands still between two statements, the server's `idle_in_transaction_session_timeout` ends its transaction. None of
/// a server's limits ends a `copy … from stdin` whose rows do not come, and whoever takes over its work would wait for the locks
/// of its transaction for as long as it stands still.
enum PausedWriter {
    /// Ends the sessions of such processes that a session waits for.
    ///
    /// They are those of the same role and application that have waited for rows of one statement for longer than the server
    /// would have let them idle. What they had begun, they do again or find done.
    ///
    /// - Parameter waiting: the process number that the server has given to the session that waits.
    /// - Returns: how many; none where the server does not answer within a few seconds.
    static func end(inTheWayOf waiting: Int32, at address: PostgresAddress) -> Int {
        guard let other = try? PostgresConnection(address.connecting(within: Self.patience)) else { return 0 }
        let deadline = ContinuousClock.now + .seconds(Self.patience)
        other.shouldGiveUp = { ContinuousClock.now > deadline }
        let ended = try? other.execute(statement, [String(waiting)])
        return ended?.rowCount ?? 0
    }

    /// Seconds; meanwhile nobody sees what the session itself is answered.
    private static let patience = 2

    private static let statement = """
        select pg_terminate_backend(paused.pid)
        from pg_stat_activity waiting
        join pg_stat_activity paused
            on paused.pid = any (pg_blocking_pids(waiting.pid))
            and paused.usesysid = waiting.usesysid and paused.application_name = waiting.application_name
        where waiting.pid = $1 and paused.state = 'active' and paused.wait_event = 'ClientRead'
            and clock_timestamp() - paused.query_start > current_setting('idle_in_transaction_session_timeout')::interval
        """
}
