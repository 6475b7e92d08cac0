/// Why a notification could not be delivered.
package struct DeliveryFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// One sentence: what, where, what to do. Never a secret.
    package var description: String
    /// Whether trying again may help: the receiver is away, or busy. Otherwise it refuses this notification for good.
    package var isPassing: Bool
    /// How long the receiver asks to wait, if it does.
    package var retryAfter: Duration?

    package init(_ description: String, isPassing: Bool, retryAfter: Duration? = nil) {
        self.description = description
        self.isPassing = isPassing
        self.retryAfter = retryAfter
    }
}
