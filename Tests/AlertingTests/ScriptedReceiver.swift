import Alerting
import Synchronization

/// A receiver that does what a test says.
final class ScriptedReceiver: AlertReceiver, Sendable {
    let name: String
    let perMinute: Int
    let remindEvery: Duration?
    private let answer: @Sendable (Notification, () -> Bool) -> DeliveryFailure?
    private let told = Mutex<[Notification]>([])
    private let reminded = Mutex<[[Notification]]>([])

    /// - Parameter answer: what is wrong with an attempt; nil when it arrives.
    init(
        _ name: String = "hook", perMinute: Int = 100_000, remindEvery: Duration? = nil,
        answer: @escaping @Sendable (Notification, () -> Bool) -> DeliveryFailure? = { _, _ in nil }
    ) {
        self.name = name
        self.perMinute = perMinute
        self.remindEvery = remindEvery
        self.answer = answer
    }

    /// Keys of what was offered, in order, whatever became of it.
    var attempts: [String] { told.withLock { $0.map(\.idempotencyKey) } }
    var reminders: [[Notification]] { reminded.withLock { $0 } }

    func deliver(_ notification: Notification, shouldGiveUp: () -> Bool) throws(DeliveryFailure) {
        told.withLock { $0.append(notification) }
        if let failure = answer(notification, shouldGiveUp) { throw failure }
    }

    func remind(of firing: [Notification], shouldGiveUp: () -> Bool) throws(DeliveryFailure) {
        reminded.withLock { $0.append(firing) }
    }
}
