/// One answer of a ``StatusServer``.
package struct StatusPage: Sendable {
    /// As HTTP counts: 200, or 503 for a no.
    package let code: Int32
    package let contentType: String
    package let body: String

    package init(code: Int32 = 200, contentType: String, body: String) {
        self.code = code
        self.contentType = contentType
        self.body = body
    }
}
