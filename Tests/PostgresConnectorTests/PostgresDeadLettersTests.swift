import Foundation
import PipelineSpec
import Testing

@testable import PostgresConnector

@Suite(.enabled(if: TestDatabase.server != nil, "needs PostgreSQL, which `make test` starts"))
struct PostgresDeadLettersTests {
    /// The server ends what is idle in a transaction; the brokers take longer than that.
    @Test func whatSlowBrokersHaveTakenIsMarked() throws {
        let database = try TestDatabase()
        try database.execute(
            """
            insert into millrace.dead_letter (pipeline, source, topic, partition, "offset", reason, detail, payload)
            values ('p', 's', 't', 0, 3, 'malformed', 'x', 'y');
            do $$ begin
                execute format('alter database %I set idle_in_transaction_session_timeout = 200', current_database());
            end $$
            """)
        let letters = try PostgresDeadLetters(url: Secret(database.url))
        try letters.forEachBatch(DeadLetterFilter(), of: [("s", "t")], limit: 10, marks: true) { records in
            usleep(800_000)
            return records
        }
        #expect(try letters.counts(DeadLetterFilter()).map(\.replayed) == [1])
    }
}
