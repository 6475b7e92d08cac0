/// What the layers of a backbone do to a sum.
package enum BackboneActivation: Sendable, CaseIterable {
    /// 1.7159·tanh(0.666·x), which keeps a variance of one (LeCun 1989).
    case lecunTanh
    case tanh
    case relu
    /// x·σ(x).
    case silu
    /// x·Φ(x), Φ the normal distribution.
    case gelu

    func value<Scalar: CellScalar>(_ x: Scalar) -> Scalar {
        switch self {
        case .lecunTanh: 1.7159 * Scalar.tanh(0.666 * x)
        case .tanh: Scalar.tanh(x)
        case .relu: max(0, x)
        case .silu: x * Scalar.sigmoid(x)
        case .gelu: x * Self.normalDistribution(x)
        }
    }

    /// - Parameter y: the value at x.
    func slope<Scalar: CellScalar>(_ x: Scalar, _ y: Scalar) -> Scalar {
        switch self {
        case .lecunTanh: 1.7159 * 0.666 - (0.666 / 1.7159) * y * y
        case .tanh: 1 - y * y
        case .relu: x > 0 ? 1 : 0
        case .silu:
            {
                let sigmoid = Scalar.sigmoid(x)
                return sigmoid + y * (1 - sigmoid)
            }()
        case .gelu: Self.normalDistribution(x) + x * Scalar.exp(-0.5 * x * x) / (2 * Scalar.pi).squareRoot()
        }
    }

    private static func normalDistribution<Scalar: CellScalar>(_ x: Scalar) -> Scalar {
        0.5 * (1 + Scalar.erf(x / Scalar(2).squareRoot()))
    }
}
