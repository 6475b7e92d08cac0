import PipelineSpec
import Testing

@testable import HTTPConnector

struct HTTPSecretsTests {
    @Test func secretsAreMaskedAndOrdinaryWordsAreNot() {
        let secrets = HTTPSecrets(
            url: Secret("https://host/hidden-path/api/v2/alerts"), adding: "/api/v2/alerts",
            headers: [("Authorization", Secret("Bearer tok-1234")), ("X-Keys", Secret("first second"))])
        #expect(
            secrets.masked("alerts: no Bearer with tok-1234 for hidden-path, first and second")
                == "alerts: no Bearer with *** for ***, *** and ***")
        #expect(secrets.masked("not Bearer tok-1234") == "not ***")
    }

    @Test func theHeaderThatIsMadeOfUserAndPasswordIsMasked() {
        let secrets = HTTPSecrets(url: Secret("https://user7:pass%2Fword@host/"), adding: "", headers: [])
        #expect(secrets.masked("got Basic dXNlcjc6cGFzcy93b3Jk of user7, pass/word") == "got Basic *** of ***, ***")
        let alone = HTTPSecrets(url: Secret("https://user7@host/"), adding: "", headers: [])
        #expect(alone.masked("got Basic dXNlcjc6") == "got Basic ***")
    }
}
