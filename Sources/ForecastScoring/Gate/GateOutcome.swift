/// What became of one condition.
package struct GateOutcome: Equatable, Sendable {
    package let condition: GateCondition
    /// The number it is about; nil where that is not defined, which fails the condition.
    package let value: Double?
    package let holds: Bool
}
