import PipelineSpec
import StreamRuntime
import Testing

@testable import PostgresConnector

@Suite struct PostgresFailureTests {
    private func failure(_ code: String?, _ message: String = "x", lost: Bool = false) -> PostgresFailure {
        PostgresFailure(code: code, message: message, isConnectionLost: lost)
    }

    @Test(arguments: ["08006", "57P01", "57P03", "53100", "53300", "40001", "40P01", "25006"])
    func whatPassesIsTriedAgain(code: String) { #expect(failure(code).isPassing) }

    @Test(arguments: ["42P01", "42501", "28P01", "3D000", "22003", "23505", "23514"])
    func whatDoesNotPassIsNot(code: String) { #expect(!failure(code).isPassing) }

    @Test func aConnectionThatWasRefusedForItsPasswordIsNotTriedAgain() {
        #expect(failure(nil, "connection refused", lost: true).isPassing)
        #expect(!failure(nil, "password authentication failed for user \"x\"", lost: true).isPassing)
        #expect(!failure(nil, "database \"x\" does not exist", lost: true).isPassing)
    }

    @Test func passwordsAreNotRepeated() throws {
        let server = try PostgresServer(Secret("postgresql://me:hunter2@db:5433/metrics"), owner: "sink pg")
        #expect(server.address.description == "metrics at db:5433")
        let error = server.error(failure("28P01", "password authentication failed"), "x")
        #expect(!error.description.contains("hunter2") && error.description.contains("sink pg"))
        #expect(throws: ConnectorError.self) { try PostgresServer(Secret("hunter2"), owner: "sink pg") }
    }
}
