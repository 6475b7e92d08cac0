import Foundation
import Testing

/// Kafka over TLS: certificates are really checked, and may be exchanged.
@Suite(.enabled(if: Services.available != nil, Comment(rawValue: Services.reason)))
struct KafkaTLSTests {
    private let sandbox: Sandbox
    private let authority: CertificateAuthority

    init() throws {
        sandbox = try Sandbox()
        authority = try CertificateAuthority("authority", in: sandbox.folder)
        try sandbox.migrate()
        try sandbox.produce(Stream.lines(keys: 2, minutes: 40), partitions: 1)
    }

    /// The pipeline with properties of the Kafka client, and where its source reads.
    private func pipeline(_ brokers: String, _ properties: String) throws -> String {
        let path = try sandbox.pipeline(kafka: properties)
        let text = try String(contentsOfFile: path, encoding: .utf8)
            .replacing("    type: kafka\n", with: "    type: kafka\n    brokers: '\(brokers)'\n")
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    private func output(_ brokers: String, _ properties: String) throws -> Shell.Output {
        try sandbox.start(
            try pipeline(brokers, properties), "--until-caught-up", "--format", "human", "--log-level", "debug"
        ).finish()
    }

    private var trusting: String { "security.protocol: ssl, ssl.ca.location: '\(authority.certificate)'" }

    @Test(.timeLimit(.minutes(1))) func aBrokerThatIsCertifiedIsRead() throws {
        let front = try TLSFront(of: sandbox.brokers, try authority.certify("localhost", as: "broker"))
        let output = try output(front.brokers, trusting)
        #expect(output.status == 0, "\(output.standardError)")
        #expect(try sandbox.ask("select count(*) > 20 from millrace.forecast") == "t\n")
    }

    @Test(.timeLimit(.minutes(2))) func othersAreRefused() throws {
        let stranger = try CertificateAuthority("stranger", in: sandbox.folder)
        let strange = try TLSFront(of: sandbox.brokers, try stranger.certify("localhost", as: "a"))
        let unknown = try output(strange.brokers, trusting)
        #expect(unknown.status == 77, "\(unknown.standardError)")
        #expect(unknown.standardError.contains("certificate verify failed"), "\(unknown.standardError)")
        #expect(unknown.standardError.contains("ssl.ca.location"), "\(unknown.standardError)")

        let front = try TLSFront(of: sandbox.brokers, try authority.certify("other.example", as: "b"))
        let elsewhere = try output(front.brokers, trusting)
        #expect(elsewhere.status == 77, "\(elsewhere.standardError)")
        #expect(elsewhere.standardError.contains("certificate verify failed"), "\(elsewhere.standardError)")

        let plain = try output(sandbox.brokers, trusting)
        #expect(plain.status == 77 || plain.status == 69, "\(plain.standardError)")
        #expect(plain.standardError.contains("security.protocol"), "\(plain.standardError)")
        #expect(try sandbox.ask("select count(*) from millrace.series") == "0\n")
    }

    @Test(.timeLimit(.minutes(2))) func aCertificateIsExchangedWhileItRuns() throws {
        let front = try TLSFront(of: sandbox.brokers, try authority.certify("localhost", as: "broker"))
        let program = try sandbox.start(try pipeline(front.brokers, trusting))
        func isRead(through minute: Int) -> String {
            "coalesce(max(time) >= to_timestamp(\(1_700_000_000 + minute * 60)), false) from millrace.observation"
        }
        try sandbox.wait("the first rows", untilAnswered: isRead(through: 39))
        _ = try authority.certify("localhost", as: "broker")
        front.cut()
        try sandbox.append(Array(Stream.lines(keys: 2, minutes: 60).dropFirst(80)))
        try sandbox.wait("the rows behind the exchange", untilAnswered: isRead(through: 59))
        program.terminate()
        let output = try program.finish()
        #expect(output.status == 0, "\(output.standardError)")
    }

    @Test(.timeLimit(.minutes(2))) func aUserHasToNameItsPassword() throws {
        let files = try authority.certify("localhost", as: "broker")
        let front = try TLSFront(of: sandbox.brokers, files, account: ["reader", "geheim-5"])
        let sasl =
            "security.protocol: sasl_ssl, ssl.ca.location: '\(authority.certificate)', sasl.mechanisms: PLAIN, sasl.username: reader"
        let wrong = try output(front.brokers, sasl + ", sasl.password: geheim-6")
        #expect(wrong.status == 77, "\(wrong.standardError)")
        #expect(wrong.standardError.contains("there is no such user, or the password is another"))
        #expect(!wrong.standardError.contains("geheim"), "\(wrong.standardError)")
        let right = try output(front.brokers, sasl + ", sasl.password: geheim-5")
        #expect(right.status == 0, "\(right.standardError)")
        #expect(!right.standardError.contains("geheim"), "\(right.standardError)")
        #expect(try sandbox.ask("select count(*) > 20 from millrace.forecast") == "t\n")
    }
}
