import Snapshots

/// A snapshot on its way into the tables: one transaction from its first entries to its publication. A lock on the partition's
/// row keeps others from writing snapshots of it meanwhile.
final class PostgresSnapshotDraft: SnapshotDraft {
    private let connection: PostgresConnection
    private let name: SnapshotName
    private let place: String
    /// The snapshot it goes on from; nil when all entries are written.
    private let base: SnapshotHead?
    /// The newest generation that is known; nil when any may be there.
    private let known: Int64?
    /// Nil before the transaction has begun.
    private var slot: Slot?

    private struct Slot {
        let partition: Int64
        let generation: Int64
        /// The snapshot that will be the one before.
        let previous: SnapshotHead?
    }

    init(
        _ connection: PostgresConnection, _ name: SnapshotName, _ place: String, after base: SnapshotHead?,
        newest known: Int64?
    ) {
        self.connection = connection
        self.name = name
        self.place = place
        self.base = base
        self.known = known
    }

    func put(_ entries: SnapshotEntries, checks: [UInt32]) throws(SnapshotError) {
        let slot = try begun()
        let rows = CopyBuffer()
        var index = 0
        try entries.forEach { number, bytes throws(SnapshotError) in
            rows.row(4)
            rows.int8(slot.partition)
            rows.int4(Int32(number))
            rows.int8(slot.generation)
            rows.bytes(Array(bytes) + withUnsafeBytes(of: checks[index].littleEndian) { Array($0) })
            index += 1
        }
        try attempt { connection throws(PostgresFailure) in
            try connection.copy(
                "copy millrace.snapshot_entry (partition_id, number, generation, entry) from stdin (format binary)",
                rows)
        }
    }

    func publish(_ head: SnapshotHead) throws(SnapshotError) -> SnapshotHead {
        let slot = try begun()
        var head = head
        head.generation = slot.generation
        head.base = base?.base ?? slot.generation
        let older = slot.previous ?? head
        let bytes = head.encoded
        try attempt { connection throws(PostgresFailure) in
            let rows = CopyBuffer()
            rows.row(3)
            rows.int8(slot.partition)
            rows.int8(head.generation)
            rows.bytes(bytes)
            try connection.copy(
                "copy millrace.snapshot (partition_id, generation, head) from stdin (format binary)", rows)
            try connection.execute(
                "delete from millrace.snapshot where partition_id = $1 and generation < $2",
                ["\(slot.partition)", "\(older.generation)"])
            try connection.execute(
                Self.prune,
                ["\(slot.partition)"]
                    + [head.base, head.generation, older.base, older.generation].map { "\($0)" })
            try connection.execute("commit")
        }
        return head
    }

    /// Removes entries that belong to neither of two snapshots.
    private static let prune = """
        delete from millrace.snapshot_entry e using (
            select number, generation,
                   lead(generation, 1, 9223372036854775807) over (partition by number order by generation) as next
            from millrace.snapshot_entry where partition_id = $1) v
        where e.partition_id = $1 and e.number = v.number and e.generation = v.generation
          and not (v.generation between $2 and $3 and v.next > $3) and not (v.generation between $4 and $5 and v.next > $5)
        """

    private func begun() throws(SnapshotError) -> Slot {
        if let slot { return slot }
        let (partition, heads) = try attempt { connection throws(PostgresFailure) in try lock(connection) }
        var previous: SnapshotHead?
        for (generation, hex) in heads {
            // One that cannot be read is nobody's snapshot.
            guard let head = try? SnapshotHead(hex: hex, place: place) else { continue }
            if let known, generation > known { throw .superseded(place: place) }
            if let base, generation > base.generation { continue }
            previous = head
        }
        if let base, previous != base { throw .superseded(place: place) }
        let newest = previous?.generation ?? 0
        try attempt { connection throws(PostgresFailure) in
            for table in ["snapshot", "snapshot_entry"] {
                try connection.execute(
                    "delete from millrace.\(table) where partition_id = $1 and generation > $2",
                    ["\(partition)", "\(newest)"])
            }
        }
        let made = Slot(partition: partition, generation: newest + 1, previous: previous)
        slot = made
        return made
    }

    /// Begins the transaction.
    ///
    /// - Returns: the partition, and the heads that are there, oldest first.
    private func lock(
        _ connection: PostgresConnection
    ) throws(PostgresFailure) -> (Int64, heads: [(generation: Int64, hex: String)]) {
        try connection.execute("begin")
        // Neither a process that was stopped in the middle of this, nor waiting for one, may last.
        try connection.execute(
            "set local lock_timeout = '10s'; set local idle_in_transaction_session_timeout = '2min'")
        try connection.execute(
            """
            insert into millrace.snapshot_partition (pipeline, source, topic, partition) values ($1, $2, $3, $4)
            on conflict do nothing
            """, PostgresSnapshotStore.parameters(name))
        let found = try connection.execute(
            """
            select partition_id from millrace.snapshot_partition
            where pipeline = $1 and source = $2 and topic = $3 and partition = $4 for update
            """, PostgresSnapshotStore.parameters(name))
        let partition = found.integer(0, 0) ?? 0
        let rows = try connection.execute(
            "select generation, encode(head, 'hex') from millrace.snapshot where partition_id = $1 order by generation",
            ["\(partition)"])
        return (partition, (0..<rows.rowCount).map { (rows.integer($0, 0) ?? 0, rows.text($0, 1) ?? "") })
    }

    @discardableResult
    private func attempt<Result>(
        _ body: (PostgresConnection) throws(PostgresFailure) -> Result
    ) throws(SnapshotError) -> Result {
        connection.giveUpWhenSilent()
        do throws(PostgresFailure) {
            return try body(connection)
        } catch {
            throw .failed(operation: "write the snapshot", place: place, reason: error.message)
        }
    }
}
