/// What the thread that leads knows of one receiver.
struct DeliveryLine {
    let receiver: String
    /// How often what is firing is told again; nil for never.
    let remindEvery: Duration?
    var counts: DeliveryCounts
    /// Whether the outbox may hold something for it that it was not given.
    var mayHaveMore = true
    /// When what is firing is to be told again: at once when nobody knows what it was told last.
    var nextReminder: ContinuousClock.Instant?

    init(receiver: String, remindEvery: Duration?) {
        self.receiver = receiver
        self.remindEvery = remindEvery
        counts = DeliveryCounts(receiver: receiver)
    }

    func wantsReminder(at now: ContinuousClock.Instant) -> Bool {
        remindEvery != nil && nextReminder.map { $0 <= now } ?? true
    }
}
