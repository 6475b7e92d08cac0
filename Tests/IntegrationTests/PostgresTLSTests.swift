import Foundation
import Testing

/// PostgreSQL over TLS: the server's certificate is really checked, and may be exchanged.
@Suite(.enabled(if: Services.available != nil, Comment(rawValue: Services.reason)))
final class PostgresTLSTests {
    private let server: PrivateServer
    private let sandbox: Sandbox
    private let authority: CertificateAuthority

    init() throws {
        server = try PrivateServer()
        sandbox = try Sandbox(server: server.url)
        authority = try CertificateAuthority("authority", in: sandbox.folder)
        try server.certify(try authority.certify("localhost", as: "server"))
        try sandbox.migrate()
        try sandbox.produce(Stream.lines(keys: 2, minutes: 40), partitions: 1)
    }

    deinit { server.destroy() }

    private func pipeline(trusting authority: String, host: String = "localhost", mode: String = "verify-full") throws
        -> String
    {
        let url = sandbox.database.replacing("@127.0.0.1", with: "@\(host)")
        return try sandbox.pipeline(
            sink: "  pg: {type: postgres, url: '\(url)?sslmode=\(mode)&sslrootcert=\(authority)'}")
    }

    private func output(_ pipeline: String) throws -> Shell.Output {
        try sandbox.start(pipeline, "--until-caught-up", "--format", "human").finish()
    }

    @Test(.timeLimit(.minutes(2))) func aServerIsTakenOnlyForWhomItIs() throws {
        let stranger = try CertificateAuthority("stranger", in: sandbox.folder)
        let unknown = try output(try pipeline(trusting: stranger.certificate))
        #expect(unknown.status == 77, "\(unknown.standardError)")
        #expect(unknown.standardError.contains("certificate verify failed"), "\(unknown.standardError)")
        #expect(unknown.standardError.contains("sslrootcert") && !unknown.standardError.contains("running there"))

        let elsewhere = try output(try pipeline(trusting: authority.certificate, host: "127.0.0.1"))
        #expect(elsewhere.status == 77, "\(elsewhere.standardError)")
        #expect(elsewhere.standardError.contains("127.0.0.1"), "\(elsewhere.standardError)")

        let missing = try output(try pipeline(trusting: "/nowhere/ca.pem"))
        #expect(missing.status == 77, "\(missing.standardError)")
        #expect(missing.standardError.contains("/nowhere/ca.pem"), "\(missing.standardError)")
        #expect(try sandbox.ask("select count(*) from millrace.series") == "0\n")

        let right = try output(try pipeline(trusting: authority.certificate))
        #expect(right.status == 0, "\(right.standardError)")
        #expect(try sandbox.ask("select count(*) > 20 from millrace.forecast") == "t\n")
    }

    @Test(.timeLimit(.minutes(2))) func aServerWithoutTLSIsRefusedWhereItIsAskedFor() throws {
        try sandbox.ask("alter system set ssl = off")
        try sandbox.ask("select pg_reload_conf()")
        let output = try output(try pipeline(trusting: authority.certificate))
        #expect(output.status == 77, "\(output.standardError)")
        #expect(output.standardError.contains("does not support SSL"), "\(output.standardError)")
        #expect(output.standardError.contains("sslmode"), "\(output.standardError)")
    }

    /// First the certificate alone, then also the authority.
    @Test(.timeLimit(.minutes(2))) func certificatesAreExchangedWhileItRuns() throws {
        let trusted = sandbox.folder.appendingPathComponent("trusted.pem")
        try FileManager.default.copyItem(atPath: authority.certificate, toPath: trusted.path)
        let program = try sandbox.start(try pipeline(trusting: trusted.path))
        func wait(through minute: Int) throws {
            try sandbox.wait(
                "the rows of minute \(minute)",
                untilAnswered:
                    "coalesce(max(time) >= to_timestamp(\(1_700_000_000 + minute * 60)), false) from millrace.observation"
            )
        }
        func cut() throws {
            try sandbox.ask(
                "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'millrace%'")
        }
        try wait(through: 39)
        let encrypted =
            "select bool_and(ssl) from pg_stat_ssl join pg_stat_activity using (pid) where application_name like 'millrace%'"
        #expect(try sandbox.ask(encrypted) == "t\n")

        try server.certify(try authority.certify("localhost", as: "server"))
        try cut()
        let lines = Stream.lines(keys: 2, minutes: 80)
        try sandbox.append(Array(lines[80..<120]))
        try wait(through: 59)

        let successor = try CertificateAuthority("successor", in: sandbox.folder)
        let both = try [authority, successor].map { try String(contentsOfFile: $0.certificate, encoding: .utf8) }
        try Data(both.joined().utf8).write(to: trusted)
        try server.certify(try successor.certify("localhost", as: "server"))
        try cut()
        try sandbox.append(Array(lines[120...]))
        try wait(through: 79)

        program.terminate()
        let output = try program.finish()
        #expect(output.status == 0, "\(output.standardError)")
    }
}
