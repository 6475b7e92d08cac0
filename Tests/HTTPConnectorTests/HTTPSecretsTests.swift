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
}
