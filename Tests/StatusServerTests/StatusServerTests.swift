import StreamRuntime
import Testing

@testable import StatusServer

/// Who asks is answered; who means ill, or is slow, keeps nobody else from it.
@Suite(.serialized) struct StatusServerTests {
    private func server(_ size: Int = 0) throws -> StatusServer {
        let long = String(repeating: "x", count: size)
        return try StatusServer(
            at: "127.0.0.1:0",
            routes: [
                "/livez": { StatusPage(contentType: "text/plain", body: "alive\n") },
                "/readyz": { StatusPage(code: 503, contentType: "application/json", body: "{}") },
                "/long": { StatusPage(contentType: "text/plain", body: long) },
            ])
    }

    @Test func pagesAreAnswered() throws {
        let server = try server()
        defer { server.stop() }
        let live = Client.get("/livez?now", at: server.address)
        #expect(live.hasPrefix("HTTP/1.1 200 OK\r\n") && live.hasSuffix("\r\n\r\nalive\n"))
        #expect(Client.get("/readyz", at: server.address).hasPrefix("HTTP/1.1 503 "))
        let unknown = Client.get("/../etc/passwd", at: server.address)
        #expect(unknown.hasPrefix("HTTP/1.1 404 ") && unknown.contains("there is /livez, /long, /readyz"))
    }

    @Test func aPortThatIsUsedIsSaid() throws {
        let first = try server()
        defer { first.stop() }
        let error = #expect(throws: ConnectorError.self) { try StatusServer(at: first.address, routes: [:]) }
        guard case .unusable(let sentence) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(sentence.contains("runtime: http: \(first.address) is used already"))
    }

    @Test func anAddressIsFreeAfterTheEnd() throws {
        let first = try server()
        #expect(Client.get("/livez", at: first.address).contains("alive"))
        first.stop()
        try StatusServer(at: first.address, routes: [:]).stop()
    }

    @Test(.timeLimit(.minutes(1)), arguments: ["", "GET /livez HTTP/1.1\r\nHost: x\r\n"])
    func thoseWhoNeverFinishAreSentAway(beginning: String) throws {
        let server = try server()
        defer { server.stop() }
        let slow = (0..<2 * StatusServer.connectionLimit).compactMap { _ in Client(server.address) }
        for client in slow { client.send(beginning) }
        let start = ContinuousClock.now
        #expect(Client.get("/livez", at: server.address).contains("alive"))
        // Each round of those before takes the patience of the server.
        #expect(ContinuousClock.now - start < StatusServer.patience * 3)
        withExtendedLifetime(slow) {}
    }

    @Test(.timeLimit(.minutes(1))) func whoSendsAByteNowAndThenIsSentAwayToo() throws {
        let server = try server()
        defer { server.stop() }
        let client = try #require(Client(server.address))
        client.send("GET /livez HTTP/1.1\r\nX: ")
        let start = ContinuousClock.now
        while ContinuousClock.now - start < StatusServer.patience + .seconds(1) {
            client.send("x")
            if client.wait(milliseconds: 500) { break }
        }
        client.send("\r\n\r\n")
        #expect(!client.answer().contains("alive"))
    }

    @Test(.timeLimit(.minutes(1))) func whatIsNoSmallRequestIsRefused() throws {
        let server = try server()
        defer { server.stop() }
        let bad = [
            "GET /livez HTTP/1.1\r\n" + String(repeating: "X: 0123456789\r\n", count: 2_000) + "\r\n",
            "POST /livez HTTP/1.1\r\nContent-Length: 1000000000\r\n\r\n",
            "DELETE /livez HTTP/1.1\r\n\r\n", "\u{0}\u{1}\u{2}\r\n\r\n", "GET\r\n\r\n",
        ]
        for request in bad {
            let client = try #require(Client(server.address))
            client.send(request)
            #expect(!client.answer().contains("alive"))
        }
        #expect(Client.get("/livez", at: server.address).contains("alive"))
    }

    @Test(.timeLimit(.minutes(1))) func whoDoesNotReadKeepsNobodyWaiting() throws {
        let server = try server(30_000_000)
        defer { server.stop() }
        let deaf = (0..<StatusServer.connectionLimit / 2).compactMap { _ in Client(server.address) }
        for client in deaf { client.send("GET /long HTTP/1.1\r\n\r\n") }
        // A server that waited for them would wait for ever.
        #expect(Client.get("/livez", at: server.address).contains("alive"))
        #expect(Client.get("/long", at: server.address).utf8.count > 30_000_000)
        withExtendedLifetime(deaf) {}
    }
}
