/// How a closed-form cell makes its new state from its heads, where t is the span, g, k, a, b the heads ff1, ff2, time_a and
/// time_b of what inputs and state say, and s = σ(a·t + b).
package enum CfCMode: Sendable, CaseIterable {
    /// tanh(g)·(1 − s) + s·tanh(k): time moves the state from one head to the other.
    case `default`
    /// A − A·e^(−t·(|w_tau| + |g|))·g: the approximate solution of the cell's equation itself; one head.
    case pure
    /// tanh(g) + s·tanh(k).
    case noGate
}
