/// What a dispatcher did for one receiver.
package struct DeliveryCounts: Equatable, Sendable {
    /// The sink's name in the pipeline file.
    package var receiver: String
    /// Notifications that arrived.
    package var delivered = 0
    /// Notifications that the receiver refused for good.
    package var refused = 0
    /// Attempts that are made again.
    package var failed = 0
    /// Notifications that are left in the outbox, counted up to ``mostCounted``; nil when another process delivers them, or
    /// the outbox could not be asked.
    package var waiting: Int?

    package static let mostCounted = 1_000

    package init(receiver: String) { self.receiver = receiver }
}
