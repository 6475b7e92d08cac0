/// How an element-wise liquid time-constant cell gets over a span.
package enum LTCIntegration: Sendable, Equatable {
    /// In one step that is exact for a gate that stays as it was at the beginning. Where the gate does not depend on the
    /// unit's own state, two halves of a span are the whole.
    case exact
    /// In equal parts, each by the fused semi-implicit step with the gate anew; at least 1.
    case fused(unfolds: Int)
}
