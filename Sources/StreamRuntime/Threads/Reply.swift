/// One answer that one thread waits for and another gives.
///
/// `@unchecked Sendable`: every access to `value` is inside `condition.locked`.
final class Reply<Value: Sendable>: @unchecked Sendable {
    private let condition = Condition()
    private var value: Value?

    init() {}

    /// Gives the answer; only the first one counts.
    func answer(_ value: Value) {
        condition.locked {
            if self.value == nil { self.value = value }
            condition.wake()
        }
    }

    /// Waits for the answer until `deadline`.
    ///
    /// - Returns: nil when the time is over.
    func wait(until deadline: ContinuousClock.Instant? = nil) -> Value? {
        condition.locked {
            while value == nil {
                if let deadline, ContinuousClock.now >= deadline { return nil }
                condition.wait(until: deadline)
            }
            return value
        }
    }
}
