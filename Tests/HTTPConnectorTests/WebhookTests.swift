import AlertTesting
import Alerting
import Foundation
import PipelineSpec
import StreamRuntime
import Testing

@testable import HTTPConnector

/// Webhooks against a real server that fails in every way there is.
@Suite struct WebhookTests {
    private func receiver(
        _ url: String, timeout: Int64 = 10_000_000, _ change: (inout WebhookSinkSpec) -> Void = { _ in }
    ) throws -> WebhookReceiver {
        var spec = WebhookSinkSpec(url: Secret(url))
        spec.timeoutMicroseconds = timeout
        change(&spec)
        return try WebhookReceiver(name: "hook", spec: spec)
    }

    /// What is wrong with a delivery; nil when it arrives.
    private func failure(
        _ receiver: WebhookReceiver, shouldGiveUp: () -> Bool = { false }
    ) -> DeliveryFailure? {
        do throws(DeliveryFailure) {
            try receiver.deliver(Sample.notification(), shouldGiveUp: shouldGiveUp)
            return nil
        } catch {
            return error
        }
    }

    @Test func everythingArrivesOverOneConnectionEachUnderItsKey() throws {
        let server = try TestServer()
        let receiver = try receiver("\(server.url)/services/T0/B1?x=1") { $0.headers = [("X-Team", Secret("noc"))] }
        for number in 0..<3 {
            try receiver.deliver(Sample.notification(number: number), shouldGiveUp: { false })
        }
        let requests = server.requests
        #expect(requests.map(\.path) == Array(repeating: "/services/T0/B1?x=1", count: 3))
        #expect(requests.map { $0.headers["idempotency-key"] } == ["fp-cell-7-0", "fp-cell-7-1", "fp-cell-7-2"])
        #expect(requests[0].body == String(decoding: Sample.notification().json, as: UTF8.self))
        #expect(requests[0].headers["content-type"] == "application/json" && requests[0].headers["x-team"] == "noc")
        #expect(requests[0].headers["user-agent"] == "millrace" && requests[0].headers["expect"] == nil)
    }

    @Test(
        arguments: [
            (500, true, nil), (503, true, 7), (429, true, 9), (408, true, nil), (425, true, nil), (400, false, nil),
            (413, false, nil), (422, false, nil), (204, nil, nil), (401, true, 60), (403, true, 60), (404, true, 60),
            (410, true, 60),
        ] as [(Int, Bool?, Int?)])
    func statuses(status: Int, isPassing: Bool?, retry: Int?) throws {
        let server = try TestServer()
        // What is to be mended by people is tried again once in a while, whatever it asks for.
        let query = retry.map { "?retry=\($0 == 60 ? 5 : $0)" } ?? ""
        let failure = failure(try receiver("\(server.url)/status/\(status)\(query)"))
        #expect(failure?.isPassing == isPassing)
        #expect(failure?.retryAfter == retry.map { .seconds($0) })
        if let failure {
            #expect(failure.description.hasPrefix("sink hook (\(server.url)): "))
            #expect(failure.description.contains("\(status)") && failure.description.contains("a reason"))
        }
    }

    @Test func aRedirectIsNotFollowed() throws {
        let server = try TestServer()
        let failure = failure(try receiver("\(server.url)/redirect"))
        #expect(failure?.description.contains("answers 307, a redirect to \(server.url)") ?? false)
        #expect(failure?.isPassing == true && server.requests.map(\.path) == ["/redirect"])
    }

    @Test func aServerThatHangsIsNotWaitedForForEver() throws {
        let server = try TestServer()
        let failure = failure(try receiver("\(server.url)/hang", timeout: 300_000))
        #expect(
            failure?.description.contains("no answer within 0.3 seconds") ?? false, "\(String(describing: failure))")
        #expect(failure?.isPassing == true)
    }

    @Test(.timeLimit(.minutes(1))) func whoStopsDoesNotWaitForAServerThatHangs() throws {
        let server = try TestServer()
        let failure = failure(
            try receiver("\(server.url)/hang", timeout: 600_000_000),
            shouldGiveUp: {
                !server.requests.isEmpty
            })
        #expect(failure?.isPassing == true && failure?.description.contains("stopped") ?? false)
    }

    @Test(.timeLimit(.minutes(1))) func anAnswerWithoutEndIsAnAnswer() throws {
        let server = try TestServer()
        let receiver = try receiver("\(server.url)/endless", timeout: 600_000_000)
        #expect(failure(receiver) == nil && failure(receiver) == nil)
    }

    @Test func nobodyThere() throws {
        let port = try TestServer().port
        let refused = failure(try receiver("http://127.0.0.1:\(port)/secret-path"))
        #expect(refused?.isPassing == true && refused?.description.contains("is it running there?") ?? false)
        let unknown = failure(try receiver("http://no-such-host.invalid/secret-path"))
        #expect(unknown?.isPassing == true && unknown?.description.contains("check the host's name") ?? false)
        for failure in [refused, unknown] { #expect(failure?.description.contains("secret-path") == false) }
    }

    @Test func certificatesAreVerified() throws {
        let server = try TestServer(tls: true)
        let failure = failure(try receiver(server.url))
        #expect(failure?.isPassing == true)
        #expect(
            failure?.description.contains("its certificate is not trusted") ?? false, "\(String(describing: failure))")
        #expect(server.requests.isEmpty)
        #expect(self.failure(try receiver(server.url) { $0.authorities = server.authorities }) == nil)
        // It is for 127.0.0.1, and for no other name of this machine.
        let other = "https://localhost:\(server.port)"
        #expect(self.failure(try receiver(other) { $0.authorities = server.authorities })?.isPassing == true)
        #expect(server.requests.count == 1)
        #expect(throws: ConnectorError.self) { try receiver(server.url) { $0.authorities = "/no/such/file" } }
    }

    @Test func aServerThatRepeatsWhatItWasSentBetraysNothing() throws {
        let server = try TestServer()
        let receiver = try receiver(
            "http://user7:pass%2Fword@127.0.0.1:\(server.port)/echo/T0SECRET%2B1?token=abc%3Ddef"
        ) {
            $0.headers = [("Authorization", Secret("Bearer swordfish"))]
        }
        let failure = try #require(self.failure(receiver))
        #expect(server.requests.count == 1 && failure.description.contains("refuses with 400: no: /***"))
        for secret in ["user7", "pass/word", "pass%2Fword", "T0SECRET", "abc%3Ddef", "abc=def", "swordfish"] {
            #expect(!failure.description.contains(secret), "\(failure.description)")
        }
        // What libcurl makes of user and password by itself.
        let basic = try #require(
            self.failure(try self.receiver("http://user7:pass%2Fword@127.0.0.1:\(server.port)/echo")))
        #expect(basic.description.contains("'Authorization': 'Basic ***'"), "\(basic.description)")
    }

    @Test(arguments: ["ftp://example.com/secret", "example.com/secret", "http://", "https:///secret", "ht tp://secret"])
    func whatIsNoURLIsRefusedWithoutRepeatingIt(url: String) {
        let error = #expect(throws: ConnectorError.self) { try receiver(url) }
        #expect(error?.description.contains("secret") == false && error?.description.contains("sink hook") == true)
    }

    @Test func headersCannotSmuggleOthers() throws {
        for (name, value) in [("X-A", "swordfish\r\nX-B: 1"), ("X A", "swordfish"), ("", "swordfish")] {
            let error = #expect(throws: ConnectorError.self) {
                try receiver("http://127.0.0.1") { $0.headers = [(name, Secret(value))] }
            }
            #expect(error?.description.contains("swordfish") == false)
        }
    }
}
