import Foundation
import PipelineSpec
import StreamRuntime
import Telemetry
import Testing
import TimeSeries

@testable import PostgresConnector

@Suite(.enabled(if: TestDatabase.server != nil, "needs PostgreSQL, which `make test` starts"))
struct PostgresWriterTests {
    private let partition = PartitionID(source: "s", topic: "t", partition: 0)

    /// The connection breaks while the server commits; the server is still at it when the next try looks.
    @Test(.timeLimit(.minutes(1))) func aCommitThatOutlivesItsConnectionIsOurs() throws {
        let database = try TestDatabase()
        try database.execute(
            """
            create function linger() returns trigger language plpgsql as $$ begin perform pg_sleep(1.5); return null; end $$;
            create constraint trigger linger after update on millrace.progress deferrable initially deferred
            for each row execute function linger()
            """)
        let spec = PostgresSinkSpec(url: Secret(database.url))
        let log = Log(format: .human, threshold: .error)
        let sink = PostgresSink(
            name: "pg", pipeline: "p", spec: spec, forms: [:], takesFeedback: true, keepsDeadLetters: true,
            keepDeadLettersMicroseconds: nil, log: log)
        let server = try PostgresServer(spec.url, owner: "sink pg")
        let connection = try server.connect()
        let port = try #require(try connection.execute("select inet_client_port()").integer(0, 0))
        let session = PostgresSession(server, connection, log)
        let writer = PostgresWriter(sink, session, Retention(of: "p", keeps: [], log: log))
        try writer.begin(partition, at: 0, shouldGiveUp: { false })
        let breaker = NamedThread(name: "breaker") {
            database.waitUntilSomebodySleeps()
            OwnSocket(from: UInt16(port))?.breakOff()
        }
        var epoch = Epoch(partition: partition, startingAt: 0, firstIntroduced: 0)
        epoch.range = 0..<10
        epoch.deadLetters = [
            DeadLetter(
                offset: 3, metrics: [], reason: "malformed", detail: "x", timestamp: nil, key: nil, payload: [1])
        ]
        try writer.commit(epoch, shouldGiveUp: { false })
        breaker.join()
        #expect(try writer.progress(of: partition, shouldGiveUp: { false })?.next == 10)
        #expect(try database.connection.execute("select 1 from millrace.dead_letter").rowCount == 1)
        #expect(!connection.isUsable)
    }
}
