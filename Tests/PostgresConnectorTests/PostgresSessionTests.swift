import Foundation
import PipelineSpec
import StreamRuntime
import Telemetry
import Testing

@testable import PostgresConnector

@Suite(.enabled(if: TestDatabase.server != nil, "needs PostgreSQL, which `make test` starts"))
struct PostgresSessionTests {
    /// Also where it is to end a transaction, and not only where it is asked something.
    @Test(.timeLimit(.minutes(1))) func aSilentServerIsNotWaitedForWhenNobodyWantsTo() throws {
        let server = try PostgresServer(Secret(TestDatabase.server ?? ""), owner: "test")
        let connection = try server.connect()
        let session = PostgresSession(server, connection, Log(format: .human, threshold: .error))
        let port = try #require(try connection.execute("select inet_client_port()").integer(0, 0))
        let socket = try #require(OwnSocket(from: UInt16(port)))
        var silence: Int32?
        defer { if let silence { close(silence) } }
        #expect(throws: ConnectorError.self) {
            try session.perform("it fails", shouldGiveUp: { silence != nil }) { connection throws(PostgresFailure) in
                try connection.execute("begin")
                silence = socket.silence()
                throw PostgresFailure(code: "40P01", message: "deadlock detected", isConnectionLost: false)
            }
        }
        #expect(!connection.isUsable)
    }
}
