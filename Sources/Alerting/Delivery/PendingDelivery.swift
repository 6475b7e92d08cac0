/// A notification on its way to one receiver.
package struct PendingDelivery: Equatable, Sendable {
    /// Its number in the outbox.
    package var number: Int64
    /// How often it has been tried.
    package var attempts: Int
    package var notification: Notification

    package init(number: Int64, attempts: Int, notification: Notification) {
        self.number = number
        self.attempts = attempts
        self.notification = notification
    }
}
