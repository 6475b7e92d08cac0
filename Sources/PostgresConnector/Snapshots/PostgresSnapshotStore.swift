import Glibc
package import PipelineSpec
package import Snapshots
package import StreamRuntime

/// Snapshots in tables: whichever process has a partition next finds them there.
package struct PostgresSnapshotStore: SnapshotStore {
    let server: PostgresServer

    /// Connects, and checks that the tables are there.
    package init(url: Secret) throws(ConnectorError) {
        server = try PostgresServer(url, owner: "state")
        try server.checkSchema(try server.connect())
    }

    package var isShared: Bool { true }

    package func place(of name: SnapshotName) -> String {
        "of \(name.source), \(name.topic)/\(name.partition) in millrace.snapshot (\(server.address.description))"
    }

    package func names(of pipeline: String) throws(SnapshotError) -> [SnapshotName] {
        try use("millrace.snapshot_partition (\(server.address.description))") { connection throws(PostgresFailure) in
            let rows = try connection.execute(
                """
                select source, topic, partition from millrace.snapshot_partition where pipeline = $1
                order by source, topic, partition
                """, [pipeline])
            return (0..<rows.rowCount).map { row in
                SnapshotName(
                    pipeline: pipeline, source: rows.text(row, 0) ?? "", topic: rows.text(row, 1) ?? "",
                    partition: Int32(rows.integer(row, 2) ?? 0))
            }
        }
    }

    package func heads(
        of name: SnapshotName
    ) throws(SnapshotError) -> (heads: [SnapshotHead], problems: [SnapshotError]) {
        let rows = try use(place(of: name)) { connection throws(PostgresFailure) in
            try connection.execute(
                """
                select encode(s.head, 'hex') from millrace.snapshot s join millrace.snapshot_partition p using (partition_id)
                where p.pipeline = $1 and p.source = $2 and p.topic = $3 and p.partition = $4
                order by s.generation desc
                """, Self.parameters(name))
        }
        var heads: [SnapshotHead] = []
        var problems: [SnapshotError] = []
        for row in 0..<rows.rowCount {
            do throws(SnapshotError) {
                heads.append(try SnapshotHead(hex: rows.text(row, 0) ?? "", place: place(of: name)))
            } catch {
                problems.append(error)
            }
        }
        return (heads, problems)
    }

    package func read(
        _ entries: Range<Int>, of head: SnapshotHead, _ name: SnapshotName,
        _ body: (Int, UnsafeRawBufferPointer) throws(SnapshotError) -> Void
    ) throws(SnapshotError) {
        var problem: SnapshotError?
        try use(place(of: name)) { connection throws(PostgresFailure) in
            guard let partition = try Self.partition(name, connection) else { return }
            let sql = """
                copy (
                    select distinct on (number) number, entry from millrace.snapshot_entry
                    where partition_id = \(partition) and number >= \(entries.lowerBound) and number < \(entries.upperBound)
                      and generation between \(head.base) and \(head.generation)
                    order by number, generation desc
                ) to stdout (format binary)
                """
            try connection.copyOut(sql) { row in
                guard problem == nil else { return }
                do throws(SnapshotError) {
                    guard let (number, entry) = Self.fields(row) else {
                        throw .damaged(place: place(of: name), reason: "the server's answer is not understood")
                    }
                    try body(number, entry)
                } catch {
                    problem = error
                }
            }
        }
        if let problem { throw problem }
    }

    package func begin(
        _ name: SnapshotName, after head: SnapshotHead?, newest generation: Int64?
    ) throws(SnapshotError) -> any SnapshotDraft {
        let connection = try use(place(of: name)) { connection throws(PostgresFailure) in connection }
        return PostgresSnapshotDraft(connection, name, place(of: name), after: head, newest: generation)
    }

    /// What cannot be read is replaced by the next snapshot: rows are in nobody's way.
    package func setAside(_ name: SnapshotName) -> String? { nil }

    /// The table is that of all partitions, and pipelines.
    package func compact(_ names: [SnapshotName]) throws(SnapshotError) -> [SnapshotCompaction] {
        guard !names.isEmpty else { return [] }
        let place = "millrace.snapshot_entry (\(server.address.description))"
        return try use(place) { connection throws(PostgresFailure) in
            func size() throws(PostgresFailure) -> Int64 {
                try connection.execute("select pg_total_relation_size('millrace.snapshot_entry')").integer(0, 0) ?? 0
            }
            let before = try size()
            try connection.execute("vacuum millrace.snapshot_entry")
            return [.done(place: place, before: before, after: try size())]
        }
    }

    static func parameters(_ name: SnapshotName) -> [String] {
        [name.pipeline, name.source, name.topic, "\(name.partition)"]
    }

    private static func partition(
        _ name: SnapshotName, _ connection: PostgresConnection
    ) throws(PostgresFailure) -> Int64? {
        let rows = try connection.execute(
            """
            select partition_id from millrace.snapshot_partition
            where pipeline = $1 and source = $2 and topic = $3 and partition = $4
            """, parameters(name))
        return rows.rowCount > 0 ? rows.integer(0, 0) : nil
    }

    /// A number and bytes from a row of binary COPY.
    private static func fields(_ row: UnsafeRawBufferPointer) -> (Int, UnsafeRawBufferPointer)? {
        guard row.count >= 14, row.loadUnaligned(as: Int16.self).bigEndian == 2 else { return nil }
        let number = Int(row.loadUnaligned(fromByteOffset: 6, as: Int32.self).bigEndian)
        let count = Int(row.loadUnaligned(fromByteOffset: 10, as: Int32.self).bigEndian)
        guard count >= 0, row.count == 14 + count else { return nil }
        return (number, UnsafeRawBufferPointer(rebasing: row[14...]))
    }

    /// Connects, trying for half a minute where that may help: a state that is not found is a long replay.
    private func connect() throws(PostgresFailure) -> PostgresConnection {
        let deadline = ContinuousClock.now + .seconds(30)
        while true {
            do throws(PostgresFailure) {
                return try PostgresConnection(server.address)
            } catch {
                guard error.isPassing, ContinuousClock.now < deadline else { throw error }
                usleep(500_000)
            }
        }
    }

    /// Runs `body` on a connection of its own.
    private func use<Result>(
        _ place: String, _ body: (PostgresConnection) throws(PostgresFailure) -> Result
    ) throws(SnapshotError) -> Result {
        do throws(PostgresFailure) {
            let connection = try connect()
            connection.giveUpWhenSilent()
            return try body(connection)
        } catch {
            if error.isPassing { throw .unreachable(place: place, reason: error.message) }
            throw .failed(operation: "use the snapshots", place: place, reason: error.message)
        }
    }
}
