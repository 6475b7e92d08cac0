import PipelineSpec
import Telemetry
import Testing

@testable import PostgresConnector

@Suite(.enabled(if: TestDatabase.server != nil, "needs PostgreSQL, which `make test` starts"))
struct RetentionBoundsTests {
    private let database: TestDatabase
    private let session: PostgresSession
    private let retention: Retention

    /// More than is removed at once.
    init() throws {
        database = try TestDatabase()
        try database.execute(
            """
            insert into millrace.dead_letter (pipeline, source, topic, partition, "offset", reason, detail, received_at)
            select 'p', 's', 't', 0, i, 'malformed', 'x', now() - interval '1 hour' from generate_series(1, 25000) i
            """)
        let server = try PostgresServer(Secret(database.url), owner: "sink pg")
        let log = Log(format: .human, threshold: .error)
        session = PostgresSession(server, try server.connect(), log)
        retention = Retention(of: "p", keeps: [nil, nil, 60_000_000, nil], log: log)
        retention.open()
    }

    private var letters: Int64? {
        get throws { try database.connection.execute("select count(*) from millrace.dead_letter").integer(0, 0) }
    }

    @Test func everythingGoesPartByPart() throws {
        retention.close(session) { false }
        #expect(try letters == 0)
    }

    @Test func nothingIsBegunThatNobodyWaitsFor() throws {
        retention.close(session) { true }
        #expect(try letters == 25_000)
    }

    @Test(.timeLimit(.minutes(1))) func whatTakesLongIsLeftWhenNobodyWaitsForIt() throws {
        try database.execute(
            """
            create function linger() returns trigger language plpgsql as $$ begin perform pg_sleep(60); return null; end $$;
            create trigger linger before delete on millrace.dead_letter for each statement execute function linger()
            """)
        let start = ContinuousClock.now
        retention.close(session) { ContinuousClock.now > start + .milliseconds(500) }
        #expect(ContinuousClock.now - start < .seconds(4))
        retention.open()
        // And the server ends it where nobody does.
        let log = Log(format: .human, threshold: .error)
        retention.close(PostgresSession(session.server, try session.server.connect(), log)) { false }
        #expect(try letters == 25_000)
    }
}
