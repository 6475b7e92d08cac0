/// What came of trying to deliver a notification.
package enum DeliveryOutcome: Equatable, Sendable {
    case delivered
    /// It is tried again; the sentence says why it did not work.
    case failed(String)
    /// The receiver refuses it, and the next one is tried.
    case refused(String)
}
