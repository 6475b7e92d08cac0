/// How many dead letters have a reason.
package struct ReasonCount: Sendable {
    package let reason: String
    package let letters: Int64
    /// How many of them were sent again.
    package let replayed: Int64
    /// When the newest was received, RFC 3339.
    package let newest: String
}
