import StreamRuntime
import Telemetry
import TimeSeries

/// One thread's way into a ``PostgresSink``.
final class PostgresWriter: SinkWriter {
    private let sink: PostgresSink
    private let session: PostgresSession
    private var series: [PartitionID: KnownSeries] = [:]
    private var months = KnownMonths()
    private let retention: Retention

    init(_ sink: PostgresSink, _ session: PostgresSession, _ retention: Retention) {
        self.sink = sink
        self.session = session
        self.retention = retention
        retention.open()
    }

    func progress(of partition: PartitionID, shouldGiveUp: () -> Bool) throws(ConnectorError) -> PartitionProgress? {
        try session.perform("the progress cannot be read", shouldGiveUp: shouldGiveUp) {
            connection throws(PostgresFailure) in
            try PartitionProgress.read(of: partition, pipeline: sink.pipeline, connection)
        }
    }

    func begin(_ partition: PartitionID, at offset: Int64, shouldGiveUp: () -> Bool) throws(ConnectorError) {
        try session.perform("the progress cannot be written", shouldGiveUp: shouldGiveUp) {
            connection throws(PostgresFailure) in
            _ = try connection.execute(
                """
                insert into millrace.progress (pipeline, source, topic, partition, start_offset, next_offset)
                values ($1, $2, $3, $4, $5, $5) on conflict do nothing
                """, names(of: partition) + ["\(offset)"])
        }
    }

    func introduce(_ identities: [SeriesIdentity], firstNumber: Int, in partition: PartitionID) {
        series[partition, default: KnownSeries(sink.forms)].introduce(identities, firstNumber: firstNumber)
    }

    func commit(_ epoch: Epoch, shouldGiveUp: () -> Bool) throws(ConnectorError) {
        try series[epoch.partition, default: KnownSeries(sink.forms)].find(
            for: epoch, pipeline: sink.pipeline, session, shouldGiveUp)
        let rows = EpochRows(epoch, for: sink, of: series[epoch.partition] ?? KnownSeries(sink.forms))
        var mayHaveCommitted = false
        let isOurs = try session.perform("an epoch cannot be written", shouldGiveUp: shouldGiveUp) {
            connection throws(PostgresFailure) in
            do throws(PostgresFailure) {
                return try commit(epoch, rows, &mayHaveCommitted, connection)
            } catch {
                // Months that were made before have been dropped since; once more, with all that are needed.
                guard error.isMissingPartition else { throw error }
                connection.rollback()
                months = KnownMonths()
                return try commit(epoch, rows, &mayHaveCommitted, connection)
            }
        }
        guard isOurs else { throw try fenced(epoch, shouldGiveUp) }
        retention.applyWhenDue(session, shouldGiveUp)
    }

    /// Tries once to write the epoch.
    ///
    /// - Parameter mayHaveCommitted: whether a try before may have done it, though its answer did not come.
    /// - Returns: false when another owner has moved the progress.
    private func commit(
        _ epoch: Epoch, _ rows: EpochRows, _ mayHaveCommitted: inout Bool, _ connection: PostgresConnection
    ) throws(PostgresFailure) -> Bool {
        if mayHaveCommitted, try hasCommitted(epoch, connection) { return true }
        try months.make(for: epoch, sink.spec, connection)
        try connection.execute("begin")
        guard try moveProgress(over: epoch, connection) else {
            // The server may have been committing the try before all the while, and let this one wait for it.
            return mayHaveCommitted ? try hasCommitted(epoch, connection) : false
        }
        try rows.write(to: connection)
        mayHaveCommitted = true
        try connection.execute("commit")
        return true
    }

    /// Whether the progress is at the epoch's end. Where the epoch has side inputs, the newest one has to be this process's:
    /// another owner's would have the same number.
    private func hasCommitted(_ epoch: Epoch, _ connection: PostgresConnection) throws(PostgresFailure) -> Bool {
        guard let found = try PartitionProgress.read(of: epoch.partition, pipeline: sink.pipeline, connection),
            found.next == epoch.range.upperBound,
            found.input == epoch.newestInput
        else { return false }
        guard let input = epoch.inputs.last else { return true }
        return try connection.execute(
            """
            select from millrace.side_input
            where pipeline = $1 and source = $2 and topic = $3 and partition = $4 and sequence = $5 and payload = $6::jsonb
            """, names(of: epoch.partition) + ["\(input.sequence)", StoredInput(input.input).json]
        ).rowCount == 1
    }

    func inputs(
        of partition: PartitionID, from offset: Int64, shouldGiveUp: () -> Bool
    ) throws(ConnectorError) -> [StampedInput] {
        let rows = try session.perform("side inputs cannot be read", shouldGiveUp: shouldGiveUp) {
            connection throws(PostgresFailure) in
            try connection.execute(
                """
                select sequence, "offset", payload from millrace.side_input
                where pipeline = $1 and source = $2 and topic = $3 and partition = $4 and "offset" >= $5
                order by sequence
                """, names(of: partition) + ["\(offset)"])
        }
        var inputs: [StampedInput] = []
        for row in 0..<rows.rowCount {
            guard let sequence = rows.integer(row, 0), let offset = rows.integer(row, 1),
                let input = rows.text(row, 2).flatMap(StoredInput.read)
            else {
                throw .inconsistent(
                    """
                    \(session.server.owner): the side input \(rows.text(row, 0) ?? "") of \(partition) cannot be read: its row in \
                    millrace.side_input was changed, or written by a newer Millrace. Bring it back, or use a newer Millrace
                    """)
            }
            inputs.append(StampedInput(sequence: sequence, offset: offset, input: input))
        }
        return inputs
    }

    func feedback(of partition: PartitionID, shouldGiveUp: () -> Bool) throws(ConnectorError) -> Set<Int64> {
        let rows = try session.perform("feedback that was taken in cannot be read", shouldGiveUp: shouldGiveUp) {
            connection throws(PostgresFailure) in
            try connection.execute(
                """
                select i.feedback_id from millrace.side_input i join millrace.feedback f using (feedback_id)
                where i.pipeline = $1 and i.source = $2 and i.topic = $3 and i.partition = $4
                  and f.created_at > now() - interval '1 day'
                """, names(of: partition))
        }
        return Set((0..<rows.rowCount).compactMap { rows.integer($0, 0) })
    }

    func release(_ partition: PartitionID) { series[partition] = nil }

    func close(shouldGiveUp: () -> Bool) throws(ConnectorError) { retention.close(session, shouldGiveUp) }

    /// Moves the progress from the epoch's start to its end, and over its side inputs: an epoch may have nothing else. A sink
    /// that is new may come in where some were taken in before.
    ///
    /// - Returns: false when it is not at the epoch's start: another owner has moved it.
    private func moveProgress(over epoch: Epoch, _ connection: PostgresConnection) throws(PostgresFailure) -> Bool {
        let moved = try connection.execute(
            """
            update millrace.progress
            set next_offset = $6, input = $8, epoch = epoch + 1, updated_at = now(),
                mark_offset = coalesce($9, mark_offset), mark_check = coalesce($10, mark_check)
            where pipeline = $1 and source = $2 and topic = $3 and partition = $4 and next_offset = $5
              and (input = $7 or epoch = 0)
            """,
            names(of: epoch.partition) + [
                "\(epoch.range.lowerBound)", "\(epoch.range.upperBound)", "\(epoch.inputBefore)",
                "\(epoch.newestInput)", epoch.mark.map { "\($0.offset)" }, epoch.mark.map { "\($0.check)" },
            ])
        if moved.affectedRows == 1 { return true }
        connection.rollback()
        return false
    }

    private func fenced(_ epoch: Epoch, _ shouldGiveUp: () -> Bool) throws(ConnectorError) -> ConnectorError {
        let found = try progress(of: epoch.partition, shouldGiveUp: shouldGiveUp)
        let place = found.map { "at offset \($0.next), side input \($0.input)" } ?? "gone"
        return .fenced(
            """
            \(session.server.owner): the progress of \(epoch.partition) is \(place), not at \
            \(epoch.range.lowerBound), \(epoch.inputBefore): another process runs the pipeline \(sink.pipeline) on it. Nothing was written; stop one of the two
            """)
    }

    private func names(of partition: PartitionID) -> [String?] {
        [sink.pipeline, partition.source, partition.topic, "\(partition.partition)"]
    }
}
