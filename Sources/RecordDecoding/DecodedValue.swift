/// One value of a record.
package enum DecodedValue: Equatable, Sendable {
    /// Finite, and of a magnitude of at most 10³⁰.
    case number(Double)
    /// The record may lack it, and does, or has null there.
    case absent
    case refused(Refusal)
}
