/// What a server answered to a post.
struct HTTPAnswer: Equatable, Sendable {
    /// The status code, 200 to 599.
    var status: Int
    /// The first kilobytes of the body, as text, without the request's secrets.
    var body: String
    /// How long the server asks to wait before the next attempt, if it does.
    var retryAfter: Duration?
    /// Of a redirect: the scheme and host that it leads to.
    var redirect: String?
}
