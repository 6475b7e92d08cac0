/// Asks the ``FeedbackWatch`` to read all feedback there is, and not only what is new: a partition has come that was told of
/// none.
///
/// `@unchecked Sendable`: every access to the stored property is inside `condition.locked`.
final class FeedbackCall: @unchecked Sendable {
    private let condition = Condition()
    private var isMade = false

    func make() { condition.locked { isMade = true } }

    /// Whether one was made since the last time.
    func take() -> Bool {
        condition.locked {
            defer { isMade = false }
            return isMade
        }
    }
}
