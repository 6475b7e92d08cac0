import Foundation
import PipelineSpec
import ServiceTesting
import StreamRuntime
import Telemetry
import Testing
import TimeSeries

@testable import PostgresConnector

/// What becomes of a commit whose answer does not come.
@Suite(.enabled(if: TestDatabase.server != nil, "needs PostgreSQL, which `make test` starts"))
struct LostCommitTests {
    private let partition = PartitionID(source: "s", topic: "t", partition: 0)
    private let log = Log(format: .human, threshold: .error)

    private func writer(_ url: String) throws -> PostgresWriter {
        let spec = PostgresSinkSpec(url: Secret(url))
        let sink = PostgresSink(
            name: "pg", pipeline: "p", spec: spec, forms: [:], takesFeedback: true, keepsDeadLetters: true,
            keepDeadLettersMicroseconds: nil, log: log)
        let server = try PostgresServer(spec.url, owner: "sink pg")
        let session = PostgresSession(server, try server.connect(), log)
        return PostgresWriter(sink, session, Retention(of: "p", keeps: [], log: log))
    }

    private func epoch(_ range: Range<Int64>) -> Epoch {
        var epoch = Epoch(partition: partition, startingAt: range.lowerBound, firstIntroduced: 0)
        epoch.range = range
        epoch.mark = RecordMark(offset: range.upperBound - 1, check: 7)
        epoch.deadLetters = range.map {
            DeadLetter(
                offset: $0, metrics: [], reason: "malformed", detail: "x", timestamp: nil, key: nil, payload: [1])
        }
        return epoch
    }

    /// Committed or not, the epoch is there once, and the writer goes on behind it.
    @Test(.timeLimit(.minutes(1)), arguments: Proxy.Moment.allCases)
    func aConnectionThatIsCutAtTheCommit(moment: Proxy.Moment) throws {
        let database = try TestDatabase()
        var parts = try #require(URLComponents(string: database.url))
        let port = UInt16(try #require(parts.port))
        let proxy = try Proxy(to: port, cutting: moment, at: Proxy.commit)
        defer { proxy.end() }
        parts.port = Int(proxy.port)
        let writer = try writer(try #require(parts.string))
        try writer.begin(partition, at: 0, shouldGiveUp: { false })
        for range in [0..<10, 10..<20] as [Range<Int64>] { try writer.commit(epoch(range), shouldGiveUp: { false }) }
        #expect(proxy.cutCount == 1)
        let progress = try #require(try writer.progress(of: partition, shouldGiveUp: { false }))
        #expect(progress.next == 20 && progress.epoch == 2 && progress.mark == RecordMark(offset: 19, check: 7))
        #expect(try database.connection.execute("select 1 from millrace.dead_letter").rowCount == 20)
    }

    /// A connection to a server that was made read-only is not used again.
    @Test(.timeLimit(.minutes(1))) func aReadOnlyConnectionIsMadeAnew() throws {
        let database = try TestDatabase()
        let writer = try writer(database.url)
        try writer.begin(partition, at: 0, shouldGiveUp: { false })
        let name = try #require(URLComponents(string: database.url)?.path.dropFirst())
        try database.execute(
            """
            alter database \(name) set default_transaction_read_only = on;
            select pg_terminate_backend(pid) from pg_stat_activity where datname = '\(name)' and pid <> pg_backend_pid()
            """)
        let healer = NamedThread(name: "healer") {
            usleep(700_000)
            _ = try? database.connection.execute("alter database \(name) reset default_transaction_read_only")
        }
        try writer.commit(epoch(0..<10), shouldGiveUp: { false })
        healer.join()
        #expect(try database.connection.execute("select 1 from millrace.dead_letter").rowCount == 10)
    }

    /// The server ends a transaction that its client left open, unless somebody set another bound.
    @Test func transactionsThatAreLeftOpenAreBounded() throws {
        let database = try TestDatabase()
        let show = "show idle_in_transaction_session_timeout"
        #expect(try database.connection.execute(show).text(0, 0) == "30s")
        let name = try #require(URLComponents(string: database.url)?.path.dropFirst())
        try database.execute("alter database \(name) set idle_in_transaction_session_timeout = '7s'")
        let other = try PostgresServer(Secret(database.url), owner: "test").connect()
        #expect(try other.execute(show).text(0, 0) == "7s")
    }
}
