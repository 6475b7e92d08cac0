/// The records that could not be used for one reason.
package struct RefusalCount: Equatable, Sendable {
    /// How many there are; one that lacks several values counts once.
    package var records: Int64 = 0
    /// What was wrong with the first of them, as a sentence.
    package let example: String
}
